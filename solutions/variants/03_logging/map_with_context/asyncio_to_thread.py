"""asyncio.to_thread copies the context by itself; a semaphore keeps to the workers."""

import asyncio


def map_with_context(fn, items, workers=4):
    async def main():
        loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(workers)
        loop.set_default_executor(ThreadPoolExecutor(workers))

        async def one(item):
            async with gate:
                return await asyncio.to_thread(fn, item)

        return await asyncio.gather(*[one(item) for item in items])

    with ThreadPoolExecutor(1) as outside:  # a notebook's own thread has a running loop already
        return outside.submit(copy_context().run, asyncio.run, main()).result()
