"""
Names by the form they are written in, where a tagger of sentences is weak.

`lexicon` holds the words beside names, `grammar` reads one name at one place, and one file each knows where to look:
after ranks (`ranked`), in tables (`rows`), in lists and after labels (`listing`), by spelling (`spelt`), and what
stands beside the name of a thing (`surroundings`).
"""
