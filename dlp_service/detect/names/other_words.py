"""
Words with a capital that defence mail is full of and that are mostly nobody: places, firms, kit.

Hand-picked from public knowledge; some are names of people too, so what such a word is at its place is for the head to say.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = _words(
    """
    aberdeen aberporth aboyne abuja accra adelaide aden afghanistan africa akrotiri albania aldergrove aldershot algeria
    algiers alicante amman amsterdam andover anglesey ankara antwerp apeldoorn aqaba arabia arborfield argentina arlington
    armenia ascension asia athens atlantic auckland australia austria aviano azerbaijan baghdad bagram bahrain baku balkans
    baltic baltimore bamako bangkok bangladesh barcelona barrow bassingbourn bastion basra bath beaconsfield bedford beirut
    belarus belfast belgium belgrade belize benbecula benghazi benin bergen berlin bermuda bern bicester birkenhead
    birmingham blandford boscombe bosnia bosphorus boston bovington bradford brecon bremen bremerhaven bremerton brest
    brisbane bristol britain brize brno brunei brunssum brussels brüssel brest bucharest budapest buchan bulford bulgaria
    burghfield burma burundi bydgoszcz cadiz cairo california cambodia cambridge cameroon canada canberra canterbury
    cardiff caribbean carlisle cartagena casablanca caterham catterick chatham chattenden chelmsford chester chicago
    chicksands chile china chivenor colchester cologne colombia coltishall congo coningsby constanta copenhagen cork
    cornwall corsham cosford cottesmore coulport coventry cranwell crete crimea croatia crowborough culdrose cyprus
    czechia dakar damascus dartmouth darwin deepcut delhi denmark derby derriford devon devonport dhaka diego digby
    dishforth djibouti doha donnington dorset dover drachenlair dresden dubai dublin dumfries dundee dunfermline durban
    durham eckernförde edinburgh egypt eindhoven england eritrea eskmeals esquimalt essex estonia ethiopia europe exeter
    fairford falklands falmouth fareham farnborough faslane fayid feltwell finland flensburg florida fort france frankfurt
    frimley fylingdales gambia garelochhead gaza gdansk gdynia geilenkirchen geneva genoa georgia germany ghana gibraltar
    glasgow gosport gothenburg greece greenland grimsby guam guernsey guinea guyana göteborg gölcük gävle haag hague haifa
    haiti halifax halton hamburg hampshire hannover hanoi hardangerfjord hartlepool hawaii helmand helsinki henlow herat
    hereford hermitage hertford holyhead honington honolulu hormuz houston hull hungary hythe iceland imphal india
    indonesia inverness ipswich iran iraq ireland islamabad israel istanbul italy izmir jakarta jamaica japan jeddah
    jerusalem johannesburg jordan kabul kampala kandahar karachi karlskrona kathmandu keflavik keflavík kent kenya keyham
    khartoum kiel kigali kingston kinloss kinshasa kirkuk koblenz korea kosovo kraków kuwait kyiv köln la lagos lakenheath
    lancaster larkhill larnaca latvia lebanon leconfield leeds leeming leicester leicestershire leuchars lewes lewis
    libya limassol lincoln lincolnshire linton lisbon lithuania liverpool livorno london longmoor longtown lossiemouth
    louisiana luanda lulworth lundy lusaka luxembourg lyneham lydd lympstone madrid maidstone malawi malaysia malaga mali
    malta malvern manama manchester manila maputo marchwood marham marseille maryland mauritius meppen merida mexico miami
    middlesbrough mildenhall minsk mogadishu moldova mombasa monaco mongolia mons montenegro montreal montrose morocco
    moscow mozambique mumbai munich muscat münchen münster nairobi namibia naples narvik nepal netherlands netheravon
    newcastle newport niger nigeria norfolk northolt northumberland northwood norway norwich nottingham oakhampton odessa
    odiham okehampton okinawa oman omdurman ontario orkney oslo ostend otterburn ottawa oxford pacific pakistan palermo
    palestine panama pantelleria paris pearl peking pembroke pennsylvania pensacola pentagon perth peterborough
    philadelphia philippines piraeus pirbright plymouth poland poole porton portland portsdown portsmouth portugal powys
    poznań prague preston pretoria pristina puget qatar quantico quebec quetta rabat ramstein rangoon rawalpindi reading
    rhine riga ripon riyadh romania rome ronda rosyth rota rotterdam rowner russia rwanda réunion sahara salalah salisbury
    salisbury san sandhurst sandown santander santiago sarajevo sardinia saudi scampton scandinavia scilly scotland
    seattle senegal senelager sennelager serbia sevastopol severn seville shawbury sheffield shetland shoeburyness
    shrewsbury shrivenham sicily sigonella silloth singapore skopje slovakia slovenia snowdonia sofia solent somalia
    somerset souda southampton southsea spadeadam spain split stanley stirling stockholm stornoway strensall stuttgart
    sudan suffolk surrey sussex sweden swansea swindon swynnerton switzerland sydney syria szczecin taipei taiwan
    tallinn tampa tanzania tapa taranto tbilisi tehran ternhill texas thailand thames thetford thorney tidworth tobruk
    tokyo topcliffe torbay toronto toulon toulouse trenton trieste tripoli tromsø trondheim tunis tunisia turkey turku
    uganda ukraine ulster upavon uruguay uxbridge valletta valley vancouver varna venice vienna vietnam vilnius virginia
    vladivostok waddington wales warcop warminster warsaw warszawa washington wattisham wellington westminster wethersfield
    weymouth whitehall wilhelmshaven wiltshire winchester windsor winfrith wittering woolwich worcester worthy wyton
    yemen yeovil yeovilton yokosuka york yorkshire ypres zagreb zambia zeebrugge zimbabwe zurich świnoujście łódź
    """
)
FIRMS = _words(
    """
    accenture adobe aecom airbus alstom amazon amec amey android apple aramark arup atos aviva aws azure babcock bae
    barclaycard barclays barnardo bechtel bell blackberry blohm bmt boeing bofors bombardier bosch british bt bupa cammell
    capgemini capita carillion carlsberg chubb cisco citrix cobham compass cummins daf damen dassault dell deloitte dhl
    diehl draeger dropbox dyson ebay ee elbit embraer ericsson excel experian exxon fedex ferranti fincantieri ford
    fujitsu gazprom gestetner google greggs gsk halliburton harland harris hensoldt hewlett hilton hitachi honeywell hsbc
    huawei ibm icom ineos infosys instagram intel interserve iveco jacobs jaguar jcb kongsberg kpmg krauss kværner laing
    leidos lenovo leonardo lidl linkedin linux lloyds lockheed lufthansa lürssen maersk martin matthey mbda mcafee
    mcdonnell mcdonald microsoft mitie mitsubishi mott motorola nammo natwest naval nestlé netflix nexter nissan nokia
    northrop novartis nvidia ocado octopus oracle oshkosh outlook palantir panasonic paypal peli philips pilkington
    powerpoint prudential qinetiq quickbooks rafael ratheon raytheon rheinmetall ricoh rolls royce ryanair saab sage
    sainsbury samsung santander sap serco servicenow sharepoint shell siemens sikorsky skanska skype slack snapchat sodexo
    sony starbucks subaru sysco talktalk tarmac tata teams telefonica tesco tesla textron thales thyssenkrupp tiktok
    total toyota turner twitter uber ubuntu ultra unilever ups vauxhall veolia vickers viasat vodafone volvo waitrose
    whatsapp wilko windows wincanton wipro word worldpay xerox yahoo youtube zeiss zoom
    """
)
KIT = _words(
    """
    abrams agile ajax albion alpha anson apache archer ardent arrow artful astute astra atlas audacious bailey bergen
    boxer bradley bravo browning bulldog bulwark bren caesar camm cardiff carl centurion cerberus cessna challenger
    charlie chinook cobra cougar crowsnest cyclone dauntless daring defender delta diamond dragon dreadnought duncan
    eagle echo enfield exocet excalibur exocet falcon fearless foxhound foxtrot fury gazelle glasgow global globemaster
    golf gripen griffin gustaf harpoon harrier hawk hawkeye hercules hermes hellfire hotel husky illustrious invincible
    iron ivan jackal javelin juliet juno kalashnikov kestrel kilo lancaster land lightning lima loki lynx mamba mastiff
    martlet merlin milan minimi minotaur mike mirage monmouth montrose nimrod northumberland november nova odin olympus
    oscar osprey panther papa patriot penelope phalanx phoenix portland poseidon predator protector prowler puma quebec
    rafale rapier raptor reaper resolute rivet romeo rover sabre sampson scimitar seafox sentinel sentry shadow sierra
    skynet sparrow spearfish spitfire stalker starstreak stingray storm stormer sutherland tango tempest thor tiger
    tigercat tomahawk tomcat tornado trident triton trojan trophy typhoon uniform valiant vanguard vector vengeance victor
    viking victory vulcan warrior watchkeeper whiskey wildcat xray yankee zephyr zulu
    """
)
