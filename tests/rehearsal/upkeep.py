"""What goes on beside people: logs are rotated, and somebody asks for health."""

from .machine import HOST, FailedError, Machine
from .screens import wait_for


def rotate_logs(machine: Machine) -> None:
    """As Debian does once a day, by its own rule."""
    log = machine.root / "var/log/nginx/openheritage.log"
    before = log.read_text()
    state = machine.root / "run/logrotate.state"
    rule = machine.root / "etc/logrotate.d/nginx"
    machine.run("logrotate", "--force", "--state", str(state), str(rule))
    machine.type(f"curl --fail --silent --output /dev/null https://{HOST}/en/")
    # nginx answers first, then notes it.
    wait_for(lambda: " /en/ 200 " in log.read_text(), "a line in the new log")
    # A line may have come while its name changed.
    if not before or not log.with_name(f"{log.name}.1").read_text().startswith(before):
        raise FailedError(f"The log was not rotated: {log.read_text()[-600:]}")


def look_at_health(machine: Machine) -> None:
    """By the scripts that the containers of compose.yaml have for it."""
    deploy = machine.root / "srv/openheritage/deploy"
    web = {"WEB_BIND": f"127.0.0.1:{machine.ports['web']}"}
    for words in ([], ["worker"]):
        script = str(deploy / "healthy.py")
        machine.run("python3", "-IS", script, *words, **web)
    machine.run(str(deploy / "nginx/healthy"), str(machine.ports["door"]))
