"""How much a network may ask for: a bucket of tokens, kept by each process.

The server in front limits all processes together, with lanes of its own, and answers
most from what it keeps. This is for a site without one, and for what gets past it. A
row in a table for each read would cost more than the read, and a common cache would
remember who has read what when.
"""

import threading
from collections import OrderedDict
from time import monotonic

# So many answers at once, and so many a second after that.
BURST = 300
PER_SECOND = 10.0
# Networks that are remembered; whoever has not asked for longest is forgotten first.
MOST = 10_000


class Buckets:
    def __init__(
        self, burst: int = BURST, per_second: float = PER_SECOND, most: int = MOST
    ) -> None:
        self.burst, self.per_second, self.most = burst, per_second, most
        # {network: (tokens left, when that was so)}, the latest asked last.
        self.kept: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def wait(self, network: str) -> float:
        """Takes a token; the seconds until there is one again, 0 if there was one."""
        with self.lock:
            now = monotonic()
            tokens, at = self.kept.pop(network, (float(self.burst), now))
            tokens = min(self.burst, tokens + (now - at) * self.per_second)
            enough = tokens >= 1
            self.kept[network] = (tokens - 1 if enough else tokens, now)
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
            return 0 if enough else (1 - tokens) / self.per_second

    def forget(self) -> None:
        with self.lock:
            self.kept.clear()


buckets = Buckets()
