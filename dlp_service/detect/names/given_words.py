"""
Given names that no register tells from other words: those that are words too, and short ones that only friends use.

Hand-picked; what such a word is at its place is for the head to say, which is told that it may be a name.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from dlp_service.detect.names.joining import short_forms


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORD_NAMES = _words(
    """
    abbey ace adelaide alexa amber angel april art ash aspen aurora austin autumn bailey barb basil baxter bay bee bell
    belle bill bishop blake blaze blessing bliss blue bob bonnie booker brandy brie britt brook brooke bruce buck bud
    buddy bunny buster butch carol carter cash cat chance charity charlie chase chastity chelsea cherry chester china
    chip christian chuck clarity clay cliff clover clyde col colt cooper coral crystal dahlia daisy dale dallas dan
    daria dash dawn dean dee delta denver destiny devon dick dion dixie dolly don dot drew duke dusty earl ebony eden
    elm emerald ernest eve faith fanny fay fern fife finch finn flora florence flo ford forest forrest foster
    fox francis frank gale garnet gay gene genesis georgia gift gill ginger glen glenn glory goldie grace grant gray
    guy hale hank happy harmony harper harry hazel heath heather heaven henna holiday holly honey honor honour hope
    hunter indigo india iris iona isla israel ivory ivy jack jade jasmine jasper jay jean jenny jersey jerry jesus
    jewel jimmy john jolly jordan josh joy jules juliet july june justice kay kelly ken kenya kerry king kit kitty knox
    kyle lacy lance laurel lavender lee leo les levi liberty lily lime linden lola lord love lucky
    lynx magnolia major mandarin maple march marble mark marina marsh mary mason matt maverick max may mel
    melody mercy merlin merit miles milo misty moss myrtle nick noble noel norm nova oak oakley olive opal
    oscar otter owen page paige pansy paris parker pat patience patsy pearl penny pepper perry peter phoenix
    piper pip polly poppy porter precious presley prince princess priscilla prudence quill quinn rafe ranger raven
    ray red reed rex rich river rob robin rocco rocky rod rod roe roger roman romeo ron rose rosemary rowan
    ruby rudy rue rusty ruth ryder sable sage saffron sal sally sam sandy savannah scout sean serene serenity
    shelly shelby sid sienna sierra skip sky skye sol sonny sparrow star stella
    sterling sue summer sunny sunshine sybil sydney tad tanner tasha tawny taylor ted teal temperance tiger tim tom
    tony topaz tracy trinity troy tucker tyler val van venus vera verity vernon vic victor victoria
    viola violet virginia vivian wade walker wally ward warren wells wendy west will willow win winter wolf woody
    wren york zion
    """
)
SHORT_NAMES = (
    _words(
        """
    abs addy aggie al ali allie andi anj ant archie asha babs bas baz bazza bea becks bernie bert bertie bev biff bill
    billie bobbie bri bryn cass cat ced cerys chaz chris chrissie chrissy chuck cil claude con connie cris dai dan dani
    danny darce dave davey daz dazza deb debs dee del den denny des dev di dimi dom dougie doug ed eddie ella ellie els
    em emm ern ernie fab fi flick fran freddie fred gabe gabs gaz gazza geoff geordie geri gil gina ginny greg gus hal
    hattie hugo hen ian iggy ike ine ivo izzy jacs jaks jas jase jaz jazz jed jeff jem jen jenni jenny jess jez jill jim jo
    joe joey jon jonny jonno jonty joss jude kas kat kath kate katie kaz kel ken kenny kev kim kirst kris lars laurie len
    lenny leo les liam lib lil lina linz liv liz lizzie lou loz lu lucy luce lyn mads mags mal mandy manny marg marge marv
    matt matty max maz meg mel merv mia mick mickey mike mikey millie mimi mina mo moe moll monty muz nate nan nat naz
    neil nell nev nic nicky nige nik nikki nina nige nobby noor obi ol oli ollie oz ozzie paddy pam pat paul penny perce
    pete petra phil pia pip poll prue raf raj rab reg rich rick ricky rob robbie ron ronnie roo ros roz rosie ruby russ
    sal sally sam sami sammy sandi sanj sara sas seb shaz shell si sian sid sim smudge steph steve stew stu sue suze suzie
    taff tam tan tash tasha ted tel tess tez theo tim tina tilly toby tom toni tony tori tracy trev trish val vern vi vic
    vicki vik viks vin vinnie viv wes wilf will win yas yaz zac zak zara zeb zed
    """
    )
    | short_forms().keys()
)


@cache
def usual_names() -> tuple[frozenset[str], frozenset[str]]:
    """Return usual given names and surnames that are hardly ever another word, in small letters (`lists/given_names.py`)."""
    text = resources.files("dlp_service.detect").joinpath("data", "usual_names.txt").read_text(encoding="utf-8")
    given, _, family = text.partition("[given]\n")[2].partition("[family]\n")
    return frozenset(given.split()), frozenset(family.split())
