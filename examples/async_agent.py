"""Many calls at once in an event loop, in a session with a rate limit: ``python examples/async_agent.py``."""

import asyncio
import tempfile

from intentshield import ActionDenied, Shield


async def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        shield = Shield("coding", data_dir=data, workspace="/work/project", max_per_minute=3)

        @shield.guard
        async def fetch(url: str) -> str:
            await asyncio.sleep(0)
            return f"fetched {url}"

        async def attempt(url: str) -> str:
            try:
                return await fetch(url)
            except ActionDenied as stop:
                return f"refused {url}: {stop.verdict.reason}"

        urls = ["https://example.com/a", "http://169.254.169.254/", "https://example.com/b"]
        for line in await asyncio.gather(*map(attempt, urls)):
            print(line)

        session = shield.session(intention="look at the logs")
        for number in range(5):
            verdict = await session.aaudit("Bash", f"tail -n {number} app.log")
            print(f"call {number}: {verdict.decision} {verdict.reason}")


if __name__ == "__main__":
    asyncio.run(main())
