"""The page that verifies records, in a real browser under the server's policy: records that hold, one that does not, and nothing sent."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.chamber import LiveChamber, live_chamber
from tests.support.pages import watched
from voting_protocol.marks import Choice

pytestmark = pytest.mark.asyncio(loop_scope="module")
DATA = Path(__file__).parents[1] / "data" / "verify"
PATIENCE_MS = 180_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hall(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveChamber]:
    async with live_chamber(tmp_path_factory.mktemp("verify"), 4, workers=1) as hall:
        opening = await hall.open("d1")
        for n in range(3):
            async with hall.terminal(f"m{n}") as terminal:
                await terminal.until(lambda session: session.voting.ready)
                await terminal.press(Choice.FOR)
        await hall.declare(opening, await hall.close(opening))
        yield hall


@pytest_asyncio.fixture(loop_scope="module")
async def ready(browser: Browser, hall: LiveChamber) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page with its workers, and what it asks any server for from then on."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN", accept_downloads=True)
    window = await watched(await context.new_page())
    page, asked = window.page, list[str]()
    await page.goto(f"{hall.server.url}/verify/")
    await page.locator("main[data-ready]").wait_for(timeout=PATIENCE_MS)
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    assert window.troubles == []
    assert [url for url in asked if not url.startswith("blob:")] == []
    await context.close()


async def verify(page: Page, *files: Path) -> None:
    await page.locator("label.chooser input").set_input_files(files)
    await expect(page.locator(".verdict.right, .verdict.wrong")).to_be_visible(timeout=PATIENCE_MS)


async def test_a_record_of_this_server(ready: tuple[Page, list[str]], hall: LiveChamber) -> None:
    page, _ = ready
    await verify(page, hall.bundle_file("d1"))
    await expect(page.get_by_role("heading", name="与记录一致")).to_be_visible()
    await expect(page.locator(".figures dd").first).to_have_text("3")
    await expect(page.locator(".sentence")).to_contain_text("赞成 3 票，超过全体代表 4 人的半数")
    await expect(page.locator(".step.failed")).to_have_count(0)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="保存报告").click()
    report = json.loads((await (await download.value).path()).read_text())
    assert report["ok"]
    assert report["found"]["for"] == 3


@pytest.mark.parametrize(
    "name", ["secret", "secret-grades", "secret-names", "secret-ranking", "paper-election", "mixed-secret", "profile", "tied"]
)
async def test_records_of_every_kind(ready: tuple[Page, list[str]], name: str) -> None:
    page, _ = ready
    await verify(page, DATA / f"{name}.hemicycle.json")
    await expect(page.get_by_role("heading", name="与记录一致")).to_be_visible()


async def test_a_code_is_looked_up(ready: tuple[Page, list[str]]) -> None:
    page, _ = ready
    await verify(page, DATA / "secret.hemicycle.json")
    codes = await page.evaluate(
        "document.querySelector('track-code').ballots.filter(({ counted }) => counted).map(({ code }) => code)"
    )
    await page.get_by_label("回执号或追踪码").fill(codes[0].lower())
    await page.get_by_role("button", name="查找").press("Enter")
    await expect(page.locator(".answer")).to_contain_text("计入结果")
    await page.get_by_label("回执号或追踪码").fill("ZZZZ ZZZZ")
    await page.get_by_role("button", name="查找").click()
    await expect(page.locator(".answer")).to_contain_text("没有此码")


async def test_a_code_comes_with_the_address(ready: tuple[Page, list[str]]) -> None:
    page, asked = ready
    await verify(page, DATA / "secret.hemicycle.json")
    code = await page.evaluate("document.querySelector('track-code').ballots.find(({ counted }) => counted).code")
    await page.goto(f"about:blank#{page.url}")
    await page.goto(f"{page.url.partition('#')[2]}#code={code.replace(' ', '-')}")
    await page.locator("main[data-ready]").wait_for(timeout=PATIENCE_MS)
    asked.clear()
    assert page.url.endswith("/verify/")
    await verify(page, DATA / "secret.hemicycle.json")
    await expect(page.locator(".answer")).to_contain_text("计入结果")


async def test_documents_beside_the_record(ready: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, _ = ready
    names = ("report.pdf", "budget.pdf", "leaflet.pdf")
    for name, data in zip(names, (b"%PDF-1.7 report %%EOF", b"%PDF-1.7 other %%EOF", b"%PDF-1.7 leaflet"), strict=True):
        (tmp_path / name).write_bytes(data)
    await verify(page, DATA / "documents.hemicycle.json")
    lines = page.locator(".papers li")
    await expect(lines).to_have_count(2)
    await expect(page.locator(".papers .doubt")).to_have_count(0)
    await page.locator("label.chooser input").set_input_files([tmp_path / name for name in names])
    await expect(lines.nth(0)).to_contain_text("相符")
    await expect(lines.nth(1)).to_contain_text("内容不同：这不是表决时的文件")
    await expect(lines.nth(2)).to_contain_text("记录中没有这个文件")


async def test_a_changed_record_is_refused_by_code_and_place(ready: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, _ = ready
    document = json.loads((DATA / "named.hemicycle.json").read_text())
    entry = document["ballots"][1]
    document["ballots"][1] = f"{entry[:-8]}{'A' if entry[-8] != 'A' else 'B'}{entry[-7:]}"
    changed = tmp_path / "changed.hemicycle.json"
    changed.write_text(json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    await verify(page, changed, DATA / "named.hemicycle.json")
    await expect(page.get_by_role("heading", name="与记录不符")).to_be_visible()
    await expect(page.locator(".failures")).to_contain_text(
        ["seal · member=seal", "ballot-signature · position=2 seat=s1 member=m1"]
    )
    # of the two files the other one holds
    await expect(page.locator(".file").nth(1)).to_contain_text("与记录一致", timeout=PATIENCE_MS)
    await page.locator(".file").nth(1).press("Enter")
    await expect(page.get_by_role("heading", name="与记录一致")).to_be_visible()


async def test_keys_from_elsewhere(ready: tuple[Page, list[str]]) -> None:
    page, _ = ready
    await verify(page, DATA / "secret.hemicycle.json")
    shown = await page.locator(".keys dd").first.inner_text()
    await page.get_by_text("与另行公布的公钥核对").click()
    await page.get_by_label("服务器", exact=True).fill(shown.split()[0])
    await page.get_by_role("button", name="用这些公钥重新核对").click()
    await expect(page.get_by_role("heading", name="公钥相符")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_label("服务器", exact=True).fill("AAAAA-AAAAA-AAAAA-AAAAA")
    await page.get_by_role("button", name="用这些公钥重新核对").click()
    await expect(page.locator(".failures")).to_contain_text("anchor · server-key", timeout=PATIENCE_MS)


async def test_the_policy_lets_it_connect_to_nothing(browser: Browser, hall: LiveChamber) -> None:
    page = await browser.new_page()
    answer = await page.goto(f"{hall.server.url}/verify/")
    await page.locator("main[data-ready]").wait_for(timeout=PATIENCE_MS)
    assert answer is not None
    policies = {answer.headers["content-security-policy"]}
    for url in {worker.url for worker in page.workers}:
        policies.add((await page.request.get(url)).headers["content-security-policy"])
    assert len(page.workers) >= 2
    assert all("connect-src 'none'" in policy for policy in policies)
    for worker in page.workers:
        assert await worker.evaluate("fetch('/v1/server').then(() => 'sent', () => 'refused')") == "refused"
    await page.close()
