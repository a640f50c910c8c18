"""What watches over the site, and from where on it is told that something is wrong."""

from .environment import WrongError, env
from .web import VAR_DIR

# Whoever sends it (``Authorization: Bearer …``) is given the metrics, and the numbers
# behind the readiness check. Without it nobody is, and nothing is counted.
MONITORING_TOKEN = env.str("MONITORING_TOKEN", default="")
# Megabytes that the disks of VAR_DIR, BACKUP_DIR and JOURNAL_DIR are to have free.
DISK_FLOOR = env.number("DISK_FLOOR", 1000)
# Where processes of this machine keep what they count, under the name that the client
# library gives it. Fast and of this machine alone: better memory than a disk.
METRICS_DIR = env.str("PROMETHEUS_MULTIPROC_DIR", default=str(VAR_DIR / "metrics"))

# Seconds for which a process gives the same answer about all but the database.
HEALTH_KEPT = 10.0

if MONITORING_TOKEN and len(MONITORING_TOKEN) < 32:
    raise WrongError("MONITORING_TOKEN must have at least 32 characters.")
