"""Which hosts matter, as data.

Sources: IANA special-purpose address registries (RFC 6890, RFC 6598, RFC 4193, RFC 6761, RFC 8375), the cloud
vendors' documentation of their metadata services, MITRE ATT&CK T1567 (exfiltration over web services), T1572,
T1102.
"""

from __future__ import annotations

from typing import FrozenSet


def _names(text: str) -> FrozenSet[str]:
    return frozenset(text.split())


#: Addresses that hand out a machine's cloud credentials.
METADATA_ADDRESSES = _names(
    "169.254.169.254 169.254.170.2 169.254.170.23 100.100.100.200 192.0.0.192 fd00:ec2::254 fd00:ec2::23"
)
METADATA_NAMES = _names("metadata metadata.google.internal metadata.goog instance-data instance-data.ec2.internal")

LOOPBACK_NAMES = _names(
    "localhost localhost.localdomain localhost4 localhost6 ip6-localhost ip6-loopback loopback"
    " host.docker.internal gateway.docker.internal kubernetes.docker.internal"
    " localtest.me lvh.me vcap.me lacolhost.com yoogle.com 127-0-0-1.org.uk"
)
#: Names below which every host has an address spelled in its own name.
ADDRESS_IN_NAME = _names("nip.io sslip.io xip.io traefik.me local-ip.co local-ip.sh")

PRIVATE_SUFFIXES = _names("internal local lan intranet corp home localdomain private home.arpa svc cluster.local")
RESTRICTED_SUFFIXES = _names("onion i2p loki bit exit")

#: Services where anybody can drop or receive data, and tunnels into machines.
DEAD_DROPS = _names(
    "webhook.site webhookinbox.com requestbin.com requestbin.net pipedream.net requestcatcher.com beeceptor.com"
    " hookbin.com hookb.in postb.in ptsv2.com ptsv3.com mockbin.org requestinspector.com smee.io"
    " interact.sh interactsh.com oast.pro oast.live oast.site oast.online oast.fun oast.me burpcollaborator.net"
    " oastify.com dnslog.cn ceye.io canarytokens.com canarytokens.org dnsbin.zhack.ca bxss.me xss.ht"
    " transfer.sh file.io gofile.io anonfiles.com anonfile.com bashupload.com oshi.at uguu.se catbox.moe"
    " litter.catbox.moe filebin.net tmpfiles.org temp.sh wetransfer.com send.vis.ee keep.sh ufile.io"
    " pastebin.com paste.ee hastebin.com ix.io 0x0.st termbin.com sprunge.us dpaste.com dpaste.org rentry.co"
    " rentry.org privatebin.net controlc.com ghostbin.co clbin.com paste.rs p.ip.fi cl1p.net paste.c-net.org"
    " ngrok.io ngrok-free.app ngrok.app ngrok.dev trycloudflare.com serveo.net localhost.run loca.lt localtunnel.me"
    " localxpose.io bore.pub telebit.io pagekite.me playit.gg pinggy.io zrok.io tunnelto.dev"
)
#: URL prefixes (host and start of the path) of chat services that accept posts from anybody who knows the address.
DEAD_DROP_PATHS = (
    ("discord.com", "/api/webhooks/"),
    ("discordapp.com", "/api/webhooks/"),
    ("hooks.slack.com", "/services/"),
    ("api.telegram.org", "/bot"),
    ("maker.ifttt.com", "/"),
    ("hook.integromat.com", "/"),
    ("hooks.zapier.com", "/"),
)

#: Where packages come from by default.
REGISTRIES = _names(
    "pypi.org files.pythonhosted.org pypi.python.org test.pypi.org registry.npmjs.org registry.yarnpkg.com npmjs.com"
    " crates.io static.crates.io index.crates.io rubygems.org repo.maven.apache.org repo1.maven.org"
    " plugins.gradle.org proxy.golang.org sum.golang.org packagist.org deb.debian.org security.debian.org"
    " archive.ubuntu.com security.ubuntu.com ports.ubuntu.com dl-cdn.alpinelinux.org conda.anaconda.org"
    " pypi.nvidia.com download.pytorch.org pypi.tuna.tsinghua.edu.cn mirrors.tuna.tsinghua.edu.cn mirrors.aliyun.com"
    " mirrors.ustc.edu.cn mirrors.cloud.tencent.com registry.npmmirror.com npm.pkg.github.com jsr.io npm.jsr.io"
    " repo.anaconda.com registry-1.docker.io docker.io index.docker.io nuget.org api.nuget.org hex.pm pub.dev"
)

#: Query, fragment and header parameters that hold a credential.
CREDENTIAL_PARAMETERS = _names(
    "key token password passwd pwd pass secret auth apikey api_key api-key access_key accesskey access_token"
    " accesstoken auth_token authtoken refresh_token id_token client_secret private_key privatekey secret_key"
    " secretkey session_token sessionid session_key signature sig credential credentials x-api-key authorization"
    " bearer jwt aws_secret_access_key x-amz-signature x-amz-security-token x-goog-signature sas otp passphrase"
)

#: Schemes that run code or reach into the machine when a browser or fetcher follows them.
ACTIVE_SCHEMES = _names("javascript vbscript data blob filesystem ms-msdt search-ms")
#: Schemes that server-side request forgery uses to speak other protocols.
SMUGGLING_SCHEMES = _names(
    "gopher dict ldap ldaps tftp jar netdoc phar php expect zip glob ogg rar zlib smb imap imaps pop3 pop3s"
    " smtp smtps telnet rtmp rtsp mqtt redis memcached mongodb unix"
)
FETCH_SCHEMES = _names("http https ws wss ftp ftps sftp")
