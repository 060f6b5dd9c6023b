"""Syslog outputs against rsyslogd, which knows nothing of this library.  Full tier: needs rsyslog, rsyslog-openssl."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Iterator

import pytest

from intentshield.siem import FORMATS, SIEMLogger
from tests.receivers import certificate, closed_port, eventually

pytestmark = pytest.mark.full
PROGRAM = shutil.which("rsyslogd", path="/usr/sbin:/sbin:/usr/bin:/usr/local/sbin")

_SETTINGS = """
global(workDirectory="{place}" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off"
       defaultNetstreamDriverCAFile="{certificate}" defaultNetstreamDriverCertFile="{certificate}"
       defaultNetstreamDriverKeyFile="{key}")
module(load="imudp")
module(load="imtcp")
template(name="parts" type="list" option.jsonf="on") {{
  property(outname="pri" name="pri" format="jsonf")
  property(outname="host" name="hostname" format="jsonf")
  property(outname="app" name="app-name" format="jsonf")
  property(outname="pid" name="procid" format="jsonf")
  property(outname="id" name="msgid" format="jsonf")
  property(outname="sd" name="structured-data" format="jsonf")
  property(outname="time" name="timereported" dateFormat="rfc3339" format="jsonf")
  property(outname="msg" name="msg" format="jsonf")
}}
ruleset(name="keep") {{ action(type="omfile" file="{place}/got" template="parts") }}
input(type="imudp" address="127.0.0.1" port="{udp}" ruleset="keep")
input(type="imtcp" address="127.0.0.1" port="{tcp}" ruleset="keep")
input(type="imtcp" address="127.0.0.1" port="{tls}" ruleset="keep"
      streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
"""


@pytest.fixture(scope="module")
def rsyslogd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, dict[str, int]]]:
    if PROGRAM is None:
        pytest.skip("not run: rsyslogd is not installed")
    place = tmp_path_factory.mktemp("rsyslog")
    made, key = certificate(place)
    ports = {"udp": closed_port(), "tcp": closed_port(), "tls": closed_port()}
    settings = place / "rsyslog.conf"
    settings.write_text(_SETTINGS.format(place=place, certificate=made, key=key, **ports))
    log = (place / "log").open("wb")
    daemon = subprocess.Popen([PROGRAM, "-n", "-f", settings, "-i", place / "pid"], stdout=log, stderr=log)

    def listens() -> bool:
        assert daemon.poll() is None, (place / "log").read_text()
        for name in ("tcp", "tls"):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", ports[name])):
                    return False
        return True

    try:
        eventually(listens)
        yield place, made, ports
    finally:
        daemon.terminate()
        daemon.wait(10)
        log.close()


@pytest.mark.parametrize("log_format", FORMATS)
@pytest.mark.parametrize("protocol", ["udp", "tcp", "tls"])
def test_rsyslogd_understands_every_message(
    rsyslogd: tuple[Path, Path, dict[str, int]], tmp_path: Path, protocol: str, log_format: str
) -> None:
    place, made, ports = rsyslogd
    url = f"syslog+{protocol}://127.0.0.1:{ports[protocol]}?facility=local5"
    siem = SIEMLogger(str(tmp_path / "x.log"), log_format, outputs=[url + (f"&ca={made}" if protocol == "tls" else "")])
    for n in range(50):
        siem.log_event("action_denied", "Bash", reason=f"a|b=c\\d\ne \u00e9 {n}", payload="p" * n * 9)
    assert siem.flush()
    siem.close()
    lines = (tmp_path / "x.log").read_text("utf-8").splitlines()

    def got() -> list[dict[str, str]]:
        kept = (place / "got").read_text("utf-8") if (place / "got").exists() else ""
        whole = kept[: kept.rfind("\n") + 1].splitlines()
        return [body for body in map(json.loads, whole) if body["msg"].strip() in lines]

    eventually(lambda: len(got()) == 50)
    assert {(b["pri"], b["app"], b["id"], b["sd"]) for b in got()} == {
        (str(21 * 8 + 4), "intentshield", "action_denied", "-")
    }
    assert len({b["pid"] for b in got()}) == 1
    assert all(b["time"][-1] == "Z" or "+" in b["time"] for b in got())
    assert sorted(b["msg"].strip() for b in got()) == sorted(lines)
