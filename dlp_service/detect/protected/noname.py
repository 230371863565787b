"""Words that stand capitalised and name nobody: places and things that are surnames too, and how sentences begin."""

from __future__ import annotations

PLACE_SURNAMES = frozenset(
    """
    aberdeen alexandria athens atlanta austin barcelona bath bedford belfast berlin birmingham bolton boston bradford
    brazil brighton bristol brunswick buckingham burton cambridge canterbury cardiff carlisle carolina charleston
    chelsea chester chile china cleveland columbia crawley cuba dallas darlington denver derby devon dover dublin
    dundee durham edinburgh england essex exeter florence florida georgia glasgow gloucester greenwich hamilton
    hampshire hampton hereford holland houston huntingdon hull ireland israel italy jersey jordan kent kingston
    lancaster leeds leicester lima lincoln liverpool luton madrid malta manchester mansfield melbourne memphis milan
    montreal newcastle newport norfolk northampton norway norwich nottingham oldham orlando ottawa oxford panama paris
    perth peru phoenix plymouth poland portsmouth portugal preston quebec reading richmond rochester rome salisbury
    scotland sheffield shetland somerset southampton spain stafford stirling stockport suffolk sunderland surrey sussex
    sutton swansea sweden sydney telford texas toronto troy turkey venice vienna virginia wales warsaw warwick
    washington wellington westminster winchester windsor worcester york
    """.split()  # noqa: SIM905 - a paragraph reads better than a column
)
"""Towns, counties and countries."""
BRAND_SURNAMES = frozenset(
    """
    adidas avery barclays bosch braun chrysler dell disney dunlop dyson ericsson ferrari firestone ford fujitsu gillette goodyear heinz hilton
    honda hoover kellogg kodak lego lloyds marriott mercedes michelin miele morgan muller mueller nestle nikon opel otis parker philips porsche
    prada renault rover schindler siemens stanley suzuki tesla toyota triumph wrigley yamaha
    """.split()  # noqa: SIM905
)
"""Things that are called after who made them first."""
THING_SURNAMES = frozenset(
    """
    anchor archer bacon ball banner barber bass beach beam bear berry bolt bow branch brand bridges bull bunker cannon cape carver castle chain
    chambers cliff cloud coffin colt cove crane creed crown dagger dance dart deer dial dock dove drum duck dyer eagle falcon fall fern ferry
    finch flood flower flowers fortune foster fountain garden gardener garland gate grove gunner hammer harbour harbor hatch hawk heath herd
    heron hook horn iron irons jewel judge keeper kettle knife lantern leaf lever lily link lock lodge lord maple marble mariner marina meadow
    meadows mill mills mint monk moss mount nail nest oak oaks orchard painter partridge peacock peak pearl pepper pilot plum pond pope pound
    power powers prince proctor quarry raven reef ridge rivers robin rock roper rook rowan royal sage sailor salmon sands savage school seal
    sergeant shore skipper slate spear spears sparrow spice springer square stable stables stern stock stocks storm stream sugar sun swan swift
    sword tailor thorn tide tiger timber tower towers trout tulip tunnel turf valley vane vine wagon walls walnut warden weather weir wheel
    wheeler whistle widow willow winter winters woodland wren
    """.split()  # noqa: SIM905
)
"""English words that are surnames too, beside those of `words`."""
SENTENCE_WORDS = frozenset(
    """
    a added after agreed agrees also although an and another any appear appears are arrival arrived as asked asks at be because been before
    believe believed believes between both but by call came can can't cannot come comes concluded contact could do does due during each email
    every few for from further gave give given go goes had has have he hence her here his how however i if in inform informed into is it its
    just let like made make makes many may maybe might more most much must near nearly necessary never no nor not note noted now of on once only
    or other our out over per please possibly reply reported reports request requested return returned said same saw says see shall she should
    similar since so some speak spoke state stated states still such take taken tell than thank thanks that the their them then there therefore
    these they this those through thus to today told tomorrow too took under understand understands until up upon us very via visit visited visits
    was we well went were what when where whether which while who whom whose why will with within without would yesterday yet you your
    """.split()  # noqa: SIM905
)
"""Capitalised where a sentence or a line begins, or where all is in capitals."""
