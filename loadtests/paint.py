"""How fast the seat page is on a slow tablet: first paint, and a press from the finger to 已记录: `python -m loadtests.paint`.

A real server, a real Chromium whose processor is slowed down sixfold through its debugging protocol. Times are the page's own: paint
timings of the browser, and for a press the times from the key's event until what was pressed is seen (the frame is painted), until the
kept ballot goes out, until its acknowledgement comes in, and until 已记录 is painted.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from hemicycle.serve import ServerProcess
from terminal_client.headless.chamber import Chamber, ChamberPlan, prepare_chamber
from terminal_client.headless.console import Motion

SLOWER = 6
PAINT_MS, PRESS_MS = 1500, 100
WORDS = {"zh": "关于议案的决议", "en": "Resolution on the motion"}
MEMBER = {"id": "m0", "name": "王芳", "latin": "", "delegation": "一组", "seat": "", "role": "deputy", "status": "in-office"}
STEPS = {
    "taken": "press until it is seen to be taken",
    "sent": "press until the kept ballot is sent",
    "acked": "press until it is acknowledged",
    "recorded": "press until 已记录 is painted",
}
_WATCH = """(() => {
  const at = window.pressTimes = {};
  const note = name => { at[name] ??= performance.now(); };
  let drawing = false;
  const frame = window.requestAnimationFrame;
  window.requestAnimationFrame = draw => frame.call(window, time => {
    drawing = true;
    try { draw(time); } finally { queueMicrotask(() => { drawing = false; }); }
  });
  const afterFrame = tell => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = tell;
    port2.postMessage(0);
  };
  window.whenPainted = tell => drawing ? afterFrame(tell) : frame.call(window, () => afterFrame(tell));
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    if (text.includes('"cast"')) note("sent");
    return send.call(this, text);
  };
  const hearing = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
  Object.defineProperty(WebSocket.prototype, "onmessage", { ...hearing, set(hear) {
    hearing.set.call(this, hear && (event => {
      if (event.data.includes('"ack"')) note("acked");
      hear(event);
    }));
  } });
})()"""
"""Notes when a ballot goes out and its acknowledgement comes in, and tells when a change is painted."""
_PRESS = """key => new Promise(resolve => {
  const at = window.pressTimes;
  for (const name of Object.keys(at)) delete at[name];
  const screen = document.querySelector(".screen");
  let taken = false;
  const seen = new MutationObserver(() => {
    if (!taken) {
      taken = true;
      window.whenPainted(() => { at.taken = performance.now(); });
    }
    if (screen.querySelector(`.choice.${key} .said`)?.textContent !== "已记录") return;
    seen.disconnect();
    window.whenPainted(() => {
      const recorded = performance.now();
      resolve(Object.fromEntries(Object.entries({ ...at, recorded }).map(([name, time]) => [name, time - begun])));
    });
  });
  seen.observe(screen, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["class"] });
  const begun = performance.now();
  dispatchEvent(new KeyboardEvent("keydown", { key: { for: "1", against: "2", abstain: "3" }[key] }));
})"""
_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def _told(name: str, values: list[float], limit: int = 0) -> str:
    middle, worst = statistics.median(values), max(values)
    told = f"{name:36} median {middle:6.0f} ms, worst {worst:6.0f} ms of {len(values)}"
    return f"{told}; target {limit} ms: {middle / limit:.2f} of it" if limit else told


async def _slow(page: Page, times: int) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": times})


async def _paints(browser: Any, url: str, rounds: int, slower: int) -> list[float]:
    """First contentful paints of a device that was never there."""
    found: list[float] = []
    for _ in range(rounds):
        context = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
        page = await context.new_page()
        await _slow(page, slower)
        await page.goto(f"{url}/seat/")
        await page.wait_for_function(f"{_PAINT[6:]} !== null")
        found.append(float(await page.evaluate(_PAINT)))
        await context.close()
    return found


async def _presses(browser: Any, chamber: Chamber, rounds: int, slower: int) -> list[dict[str, float]]:
    """The times of each press, in ms from its event, by `STEPS`."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    await page.add_init_script(_WATCH)
    await page.goto(f"{chamber.url}/seat/#code={chamber.codes['m0'].text}")
    await page.get_by_role("button", name="报到").click()
    await page.get_by_text("已报到", exact=True).first.wait_for()
    await chamber.prepare_division(Motion("d1", 1, WORDS, WORDS, WORDS))
    await chamber.chair.announce(chamber.sitting, "d1")
    await chamber.chair.open_division(chamber.sitting, "d1")
    await page.locator(".key.for").wait_for()
    await _slow(page, slower)
    found: list[dict[str, float]] = []
    for n in range(rounds):
        found.append(await page.evaluate(_PRESS, ("for", "against", "abstain")[n % 3]))
        await page.wait_for_timeout(400)
    await context.close()
    return found


async def measure(rounds: int, slower: int, chromium: str) -> None:
    """Print the numbers."""
    with tempfile.TemporaryDirectory() as folder, ServerProcess(Path(folder)) as server:
        plan = ChamberPlan([MEMBER], free=("m0",))
        async with await prepare_chamber(server.url, server.admin_code, plan) as chamber, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            print(f"Chromium {browser.version}, processor {slower} times slower; load {os.getloadavg()[0]:.1f} at the start")
            paints = await _paints(browser, server.url, rounds, slower)
            presses = await _presses(browser, chamber, 3 * rounds, slower)
            await browser.close()
    print(_told("first contentful paint", paints, PAINT_MS))
    print(_told("first press until 已记录 is painted", [presses[0]["recorded"]]))
    for step, words in STEPS.items():
        print(_told(words, [press[step] for press in presses], PRESS_MS if step == "recorded" else 0))
    print(_told("acknowledged until 已记录 is painted", [press["recorded"] - press["acked"] for press in presses]))


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slower", type=int, default=SLOWER)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    asyncio.run(measure(given.rounds, given.slower, given.chromium))


if __name__ == "__main__":
    main()
