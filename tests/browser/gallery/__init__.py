"""The gallery: every page in every state that people can meet, and how a real server gets there.

Two things walk through it: `tests/browser/test_gallery.py`, which asks of every state that nothing is cut off and that axe finds nothing, and
`make screenshots`, which takes pictures of them for docs/screens.

To add a page, add one file here:

    PAGE = Shown("door", "报到口", "Door", {
        "empty": ("尚无人报到", "Nobody yet"),
        "scanned": ("刚刚报到", "Just checked in"),
    })

    async def door(studio: Studio) -> None:
        '''One sitting that goes forward in time.'''
        async with house(studio.folder) as home:
            window = await studio.open(home.url, "door", await home.another_code("secretariat", "报到口"))
            await studio.show("empty", door=window)
            …  # real clients, touches and keys, until the page shows what is next
            await studio.show("scanned", door=window)

    TOURS = (door,)

A state is shown by exactly one tour. A page whose states come along in a sitting that other pages are shown in (gallery/tours) is shown there:
`studio.show("open", chair=…, seat=…, door=…)`. Nothing else than declared states can be shown; that every one is, `make screenshots` checks. While a page is shown it wears other
sizes, languages and themes; then it is as it was. Its console may tell no trouble: what a tour broke on purpose, it says with
`studio.expects_trouble(window)`, and of what stays broken while it is shown, with `studio.in_trouble(window)`.
"""
