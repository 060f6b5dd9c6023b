"""What credentials look like: token formats, names of keys that hold one, programs' options, as data.

Sources: each vendor's documentation of its tokens (GitHub "authentication token formats", GitLab "token prefixes",
AWS IAM "unique identifiers", Stripe "API keys", Slack "token types", Cloudflare "token formats" ...), RFC 7468 and
RFC 4716 (key blocks), RFC 7519 (JWT), RFC 7617 and RFC 6750 (Basic and Bearer), RFC 8959 (secret-token URIs).
"""

from __future__ import annotations

import re
from typing import Dict, FrozenSet, List, Tuple

__all__ = [
    "ANCHORED",
    "IBAN_LENGTHS",
    "KEY_QUALIFIERS",
    "KEY_WORDS",
    "OPTIONS",
    "PLACEHOLDER_WORDS",
    "PREFIXES",
    "PUBLIC_WORDS",
    "TRAILING_WORDS",
    "expand",
]

_CLASSES = {
    "W": "[A-Za-z0-9]",
    "B": "[A-Za-z0-9_-]",
    "D": "[A-Za-z0-9_.=-]",
    "S": "[A-Za-z0-9+/=_-]",
    "X": "[0-9a-fA-F]",
    "U": "[A-Z0-9]",
}
_UUID = "X{8}-X{4}-X{4}-X{4}-X{12}"


def expand(body: str) -> str:
    """The regular expression of a body: ``W{36}`` is 36 letters or digits, ``B`` also ``_-``, ``D`` also ``.=``,
    ``S`` base64, ``X`` hexadecimal, ``U`` upper case and digits, ``@uuid`` a UUID."""
    body = body.replace("@uuid", _UUID)
    return re.sub(r"(?<!\\)([WBDSXU])(?=\{)", lambda m: _CLASSES[m.group(1)], body)


#: Kind : prefixes : what follows the prefix.  The first word of a kind is who issued it.
#: Lower bounds are below the documented lengths where the prefix alone is telling: a token that was cut off counts.
_SHAPES = r"""
aws-access-key : AKIA ASIA ABIA ACCA : U{16}
aws-bedrock-key : ABSK bedrock-api-key- : S{40,400}
aws-session-token : IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz : S{30,2000}
google-api-key : AIza : B{35}
google-api-key : AQ. : B{40,80}
google-oauth-token : ya29. : [\w.-]{20,1000}
google-oauth-secret : GOCSPX- : B{20,40}
google-refresh-token : 1//0 : B{40,200}
digitalocean-token : dop_v1_ doo_v1_ dor_v1_ : X{16,64}
digitalocean-spaces-key : DO00 DO80 : U{16}
cloudflare-token : cfk_ cfut_ cfat_ : W{30,60}
cloudflare-origin-key : v1.0- : X{24}-X{100,200}
heroku-key : HRKU- : B{20,80}
alibaba-access-key : LTAI : W{12,26}
tencent-secret-id : AKID : W{32}
yandex-key : AQVN : B{35,40}
yandex-token : t1. y0_ y1_ y2_ y3_ : [\w=-]{55,300}(?:\.[\w-]{60,200})?
yandex-secret-key : YCP YCO YCM YCN : B{37}
scaleway-access-key : SCW : U{17}
exoscale-key : EXO : X{24}
fly-token : fm1_ fm2_ fm1a_ fm1r_ fo1_ : [\w+/=,-]{40,2000}
vercel-token : vcp_ vci_ vca_ vcr_ vck_ : W{20,80}
netlify-token : nfp_ nfc_ nfo_ nfu_ nfb_ : W{36,40}
render-key : rnd_ : W{28,40}
supabase-key : sbp_ sbp_v0_ sbp_oauth_ : X{40}
supabase-secret-key : sb_secret_ : B{20,60}
planetscale-token : pscale_tkn_ pscale_oauth_ pscale_pw_ : D{20,64}
neon-key : napi_ : W{40,80}
cockroach-key : CCDB1_ : W{20,24}_W{40}
mongodb-secret : mdb_sa_sk_ : B{20,60}
pulumi-token : pul- : X{40}
vault-token : hvs. hvb. hvr. : B{20,300}
doppler-token : dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. : [\w.-]{20,120}
infisical-token : st. : [\w-]{20,40}\.X{32}\.X{32}
onepassword-token : ops_eyJ : S{60,3000}
onepassword-secret-key : A3- : U{6}-(?:U{11}|U{6}-U{5})-U{5}-U{5}-U{5}
akamai-token : akab- : [a-z0-9]{16}-[a-z0-9]{16}
tailscale-key : tskey-auth- tskey-api- tskey-client- tskey-scim- tskey-webhook- tskey- : B{20,100}
jfrog-key : AKCp : W{60,80}
jfrog-token : cmVmdGtu : W{40,60}
databricks-token : dapi : X{32}(?:-\d{1,2})?
databricks-secret : dose : X{32}
openshift-token : sha256~ : B{43}

github-token : ghp_ gho_ ghu_ ghs_ ghr_ : [A-Za-z0-9_]{16,251}
github-token : github_pat_ : [A-Za-z0-9_]{20,244}
gitlab-token : glpat- gloas- gldt- glrt- glrtr- glptt- glcbt- glft- glimt- glagent- glsoat- glffct- glwt- gldp- glcmt- : [\w.=-]{16,320}
gitlab-registration-token : GR1348941 : B{20}
bitbucket-token : ATBB ATCTT3xFfG : [\w=-]{24,260}
bitbucket-token : BBDC- : S{30,60}
atlassian-token : ATATT3xFfG : [\w=-]{20,260}
atlassian-admin-token : ATOATT3xFfG : [\w=-]{20,260}
sourcegraph-token : sgp_ sgs_ sgd_ : [\w-]{40,80}

slack-token : xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxd- xoxe- xoxe.xoxp- xoxe.xoxb- xapp- xwfp- : [\w%./+=-]{16,400}
discord-token : MT Mj Mz ND NT Nj Nz OD OT : [A-Za-z0-9_-]{20,27}\.[\w-]{6}\.[\w-]{27,45}
discord-token : mfa. : B{60,100}
twilio-key : SK AC : [0-9a-f]{32}
mailgun-key : key- pubkey- : [0-9a-f]{32}
sendgrid-key : SG. : B{16,32}\.B{16,64}
brevo-key : xkeysib- xsmtpsib- : X{40,64}(?:-W{16})?
mandrill-key : md- : B{22}
klaviyo-key : pk_ : [0-9a-f]{34}
resend-key : re_ : W{8}_W{20,30}
intercom-token : dG9rO : S{40,80}

stripe-key : sk_live_ sk_test_ rk_live_ rk_test_ sk_org_live_ sk_org_test_ : W{10,250}
stripe-webhook-secret : whsec_ : S{16,80}
square-token : sq0atp- sq0csp- sq0idp- : B{22,43}
square-token : EAAA : B{60}
paypal-token : access_token$production$ access_token$sandbox$ : [a-z0-9]{16}\$[0-9a-f]{32}
paypal-token : A21AA : B{80,120}
adyen-key : AQE : [\w+/=]{40,140}-[\w+/=]{30,100}(?:-[^\s"'\\]{8,40})?
razorpay-key : rzp_live_ rzp_test_ : W{14}
flutterwave-key : FLWSECK- FLWSECK_TEST- : W{12,40}(?:-X)?
plaid-token : access-sandbox- access-development- access-production- public-production- : @uuid
payment-key : live_ sandbox_ : B{40}
payment-key : live_ test_ access_ : (?=[A-Za-z]{0,29}[0-9])W{30,40}
shopify-token : shpat_ shpca_ shppa_ shpss_ shptka_ shpua_ : X{16,64}
paddle-key : pdl_live_apikey_ pdl_sdbx_apikey_ pdl_ntfset_ : [\w+/]{20,80}
checkout-key : sk_ sk_sbox_ : [a-z0-9]{24,31}[\w*#$=-]?
sumup-key : sup_sk_ sup_pk_ : W{20,40}
mercury-token : secret-token: : [\w.~%-]{16,200}
easypost-key : EZAK EZTK : W{54}
shippo-token : shippo_live_ shippo_test_ : X{30,40}
duffel-token : duffel_live_ duffel_test_ : B{43}

npm-token : npm_ : W{36}
npm-token : npms_ : W{30,60}
pypi-token : pypi- : AgEIcHlwaS5vcmc[\w-]{16,400}
pypi-token : pypi- : AgENdGVzdC5weXBpLm9yZw[\w-]{16,400}
pypi-token : pypi- : AgE[\w-]{16,400}
rubygems-key : rubygems_ : X{32,48}
nuget-key : oy2 : [a-z0-9]{43}
cargo-token : cio : W{32}
docker-token : dckr_pat_ dckr_oat_ : B{16,80}
clojars-token : CLOJARS_ : X{60}
packagist-token : packagist_ack_ packagist_out_ packagist_uut_ : W{20,80}

anthropic-key : sk-ant- : B{20,200}
openai-key : sk-proj- sk-svcacct- sk-admin- sk-None- : B{20,250}
openai-key : sk- : W{20,64}
openai-key : sess- : W{40}
openrouter-key : sk-or-v1- : X{32,64}
langfuse-key : sk-lf- : @uuid
huggingface-token : hf_ hf_oauth_ hf_jwt_ : W{34,300}
huggingface-token : api_org_ : W{34}
groq-key : gsk_ : W{40,60}
xai-key : xai- : W{60,100}
replicate-token : r8_ : W{30,40}
perplexity-key : pplx- : W{40,64}
fireworks-key : fw_ : W{22,40}
together-key : tgp_v1_ : B{30,60}
langsmith-key : lsv2_pt_ lsv2_sk_ ls__ : X{32}(?:_X{10})?
pinecone-key : pcsk_ : [\w-]{40,90}
nvidia-key : nvapi- : B{40,80}
jina-key : jina_ : W{40,80}
voyage-key : pa- : B{43}
tavily-key : tvly-dev- tvly-prod- tvly- : W{20,50}
firecrawl-key : fc- : [0-9a-f]{32}
cerebras-key : csk- : W{40,60}
elevenlabs-key : sk_ : [0-9a-f]{48}
runpod-key : rpa_ : W{40,60}
anyscale-key : esecret_ : W{20,60}
modal-key : ak- as- : W{22}
cursor-key : key_ crsr_ : [0-9a-f]{64}
wandb-key : wandb_v1_ : [\w-]{30,100}

sentry-token : sntrys_ : S{20,400}
sentry-token : sntryu_ sntrya_ sntryi_ : X{40,64}
newrelic-key : NRAK- NRAA- NRIQ- NRII- NRSP- NRRA- : B{20,40}
grafana-token : glc_ : S{30,400}
grafana-token : glsa_ : W{32}_X{8}
grafana-key : eyJrIjoi : S{40,400}
dynatrace-token : dt0c01. dt0s01. dt0s02. dt0s03. dt0s04. dt0s06. dt0s08. dt0s16. : U{24}\.U{64}
honeycomb-key : hcaik_ hcxik_ hcamk_ hcbik_ hcxlk_ : W{26}W{20,40}
axiom-token : xaat- xapt- xait- : @uuid
elastic-key : essu_ : [\w=-]{40,200}
launchdarkly-key : sdk- api- : @uuid
statsig-key : secret- console- : W{40,60}
circleci-token : CCIPAT_ CCIPRJ_ : W{18,24}_X{40}
buildkite-token : bkua_ bkaj_ bkpat_ : W{40,60}
sonar-token : sqp_ squ_ sqa_ : [0-9a-f]{40}
snyk-token : snyk_uat. snyk_sat. : [\w.-]{20,200}
harness-token : pat. sat. : [\w-]{22}\.X{24}\.W{20}
octopus-key : API- : U{25,32}
percy-token : web_ app_ auto_ ss_ : [0-9a-f]{64}
prefect-key : pnu_ pnb_ : W{36}
dbt-token : dbtc_ dbtu_ : [\w-]{30,80}
influxdb-token : apiv3_ : B{60,100}
depot-token : depot_project_ depot_org_ depot_user_ : X{40,64}
ngrok-key : ngrok_ ak_ : 2W{26}

postman-key : PMAK- : X{24}-X{34}
postman-token : PMAT- : W{26}
contentful-token : CFPAT- : B{43}
figma-token : figd_ figo_ figu_ figr_ figor_ : B{20,100}
airtable-token : pat : W{14}\.[0-9a-f]{64}
asana-token : 0/ 1/ 2/ : \d{10,20}(?:/\d{10,20})?:[0-9a-f]{32}
linear-key : lin_api_ lin_oauth_ lin_wh_ : W{20,64}
notion-token : ntn_ : W{30,60}
notion-token : secret_ : W{43}
trello-token : ATTA : X{64}W{8}
clickup-token : pk_ : \d{4,12}_U{32}
hubspot-token : pat-na1- pat-eu1- pat-na2- pat-ap1- : @uuid
typeform-token : tfp_ : D{44,60}
mapbox-token : sk.eyJ tk.eyJ : [\w-]{20,400}\.[\w-]{20,60}
dropbox-token : sl. sl.u. : B{100,1400}
salesforce-token : 00D : W{12,15}![\w.]{60,120}
facebook-token : EAA : W{90,400}
instagram-token : IGQVJ IGQWR IGAA : [\w-]{60,300}
twitter-token : AAAAAAAAAAAAAAAAAAAAA : W{5,60}(?:%X{2}W{3,80}){1,4}
frameio-token : fio-u- : B{64}
stytch-secret : secret-live- secret-test- : B{36}=?
readme-key : rdme_ : [a-z0-9]{70}
retool-key : retool_ : W{24,40}
canva-token : cnvca : B{40,60}

jwt : eyJ ewog : [A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{2,20000}(?:\.[A-Za-z0-9_-]{0,4000}){0,3}
age-key : AGE-SECRET-KEY-1 AGE-PLUGIN- : U{20,200}
extended-private-key : xprv9 xprvA yprv zprv tprv : W{90,110}
password-hash : $2a$ $2b$ $2y$ : \d\d\$[./A-Za-z0-9]{20,53}
password-hash : $1$ $5$ $6$ $y$ $7$ $gy$ : [^\s:"'\\$]{1,60}\$[./A-Za-z0-9$]{16,100}
password-hash : $argon2id$ $argon2i$ $argon2d$ $scrypt$ $pbkdf2 : [\w$+/=,.-]{20,300}
encoded-private-key : LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVkt LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t : S{20,20000}
encoded-private-key : LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0t LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZ : S{20,20000}
"""


def _shapes() -> Dict[str, List[Tuple[str, str]]]:
    table: Dict[str, List[Tuple[str, str]]] = {}
    for line in filter(None, _SHAPES.strip().splitlines()):
        kind, prefixes, body = line.split(" : ")
        for prefix in prefixes.split():
            table.setdefault(prefix, []).append((kind, expand(body)))
    return table


#: Prefix -> the kinds of token that start with it, each with a regular expression of what follows.
PREFIXES: Dict[str, List[Tuple[str, str]]] = _shapes()

#: Kind, a lower-case literal, how far before it the token may start, and its shape; group 1 is the secret if there
#: is one.
ANCHORED: Tuple[Tuple[str, str, int, str], ...] = (
    ("telegram-token", ":aa", 10, r"(?<![0-9])[0-9]{8,10}:AAB{12,35}"),
    ("mailchimp-key", "-us", 32, r"[0-9a-f]{32}-us[0-9]{1,2}(?![0-9A-Za-z])"),
    ("newrelic-key", "nral", 36, r"[0-9a-f]{36}NRAL"),
    ("terraform-token", ".atlasv1.", 14, r"W{14}\.atlasv1\.[\w=-]{16,80}"),
    ("azure-client-secret", "q~", 4, r"(?<![\w~.-])[\w~.-]{3}[0-9]Q~[\w~.-]{31,34}"),
    ("azure-devops-token", "azdo", 76, r"W{76}AZDOW{4}"),
    ("azure-storage-key", "+ast", 76, r"[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{6,8}={0,2}"),
    ("azure-cosmos-key", "acdb", 76, r"[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{4,6}={0,2}"),
    ("azure-sas", "sig=", 1, r"[?&;]sig=([A-Za-z0-9%/+]{30,90}={0,2})"),
    ("aws-signature", "x-amz-signature=", 0, r"X-Amz-Signature=([0-9a-f]{32,64})"),
    ("google-signature", "x-goog-signature=", 0, r"X-Goog-Signature=([0-9a-f]{32,520})"),
    ("rapidapi-key", "msh", 10, r"(?<![A-Za-z0-9])[0-9a-f]{10}mshW{15}p1W{6}jsnW{12}"),
    ("slack-webhook", "hooks.slack.com/", 0, r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]{16,120})"),
    ("discord-webhook", "/webhooks/", 12, r"discord(?:app)?\.com/api/webhooks/([0-9]{12,20}/[\w-]{16,90})"),
    (
        "discord-webhook",
        "/api/webhooks/",
        20,
        r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/([0-9]{12,20}/[\w-]{16,90})",
    ),
    ("teams-webhook", "webhook.office.com/", 0, r"webhook\.office\.com/(?:webhookb2/)?([\w@/-]{40,300})"),
    ("zapier-webhook", "hooks.zapier.com/", 0, r"hooks\.zapier\.com/hooks/catch/([\w/]{8,60})"),
    (
        "private-key",
        "private-lines:",
        0,
        r"Private-Lines: [0-9]{1,4}(?:\s|\\{1,7}[nr]){1,4}((?:S{40,76}(?:\s|\\{1,7}[nr]){1,4}){1,80}S{1,76}(?=\s|\\|$))",
    ),
    ("okta-token", "ssws ", 0, r"SSWS\s+(00B{20,42})"),
    ("bearer-token", "bearer ", 0, r"[Bb]earer\s{1,3}([\w.~+/-]{16,4000}={0,2})"),
    ("basic-auth", "basic ", 0, r"[Bb]asic\s{1,3}([A-Za-z0-9+/]{12,400}={0,2})"),
    ("password", "pass:", 9, r"-(?:pass|passin|passout)[\s=]{1,3}pass:([^\s\"'\\]{3,200})"),
    ("password", " by ", 12, r"(?i)identified\s{1,3}by\s{1,3}(?:password\s{1,3})?\\{0,3}['\"]([^'\"\\]{3,200})"),
    ("password", "@tcp(", 128, r"(?<![\w])\w{1,60}:([^\s:@/\"']{3,60})@tcp\("),
    ("password", "@unix(", 128, r"(?<![\w])\w{1,60}:([^\s:@/\"']{3,60})@unix\("),
    (
        "password",
        "auth=(",
        0,
        r"auth=\(\s{0,9}\\{0,7}[\"'][^\"'\\\n]{0,128}\\{0,7}[\"'],\s{0,9}\\{0,7}[\"']([^\"'\\\n]{3,128})\\{0,7}[\"']",
    ),
    ("password", "chpasswd", 90, r"[\w.-]{1,32}:([^\s:'\"|]{3,50})['\"]?\s{0,3}\|\s{0,3}(?:sudo\s)?chpasswd"),
    ("password", "login ", 0, r"login\s{1,3}\S{1,64}\s{1,3}password\s{1,3}([^\s\"'\\]{3,200})"),
    ("seed-phrase", "mnemonic", 0, r"(?i)mnemonic\W{1,10}((?:[a-z]{3,8} ){11,23}[a-z]{3,8})"),
    ("seed-phrase", " phrase", 8, r"(?i)(?:seed|recovery|secret) phrase\W{1,10}((?:[a-z]{3,8} ){11,23}[a-z]{3,8})"),
)

#: Programs : options that take a credential : how it is given (``pair``: user:password, also user%password and
#: user,password; ``word``: the next word; ``attached``: the rest of the same word).
OPTIONS = """
curl : -u --user -U --proxy-user : pair
http https xh : -a --auth : pair
mysql mysqldump mysqladmin mysqlimport mysqlshow mariadb mariadb-dump mycli : -p : attached
sshpass : -p : word
sshpass : -p : attached
redis-cli valkey-cli : -a --pass : word
docker podman nerdctl helm buildah crane oras skopeo : -p : word
skopeo crane podman buildah : --creds --src-creds --dest-creds : pair
mongo mongosh mongodump mongorestore mongoimport mongoexport : -p : word
ldapsearch ldapadd ldapmodify ldapdelete ldappasswd ldapwhoami : -w : word
smbclient rpcclient smbget net : -U --user : pair
lftp ncftp : -u : pair
zip unzip : -P : word
7z 7za 7zz rar unrar : -p : attached
az : -p : word
sqlcmd bcp : -P : word
cqlsh influx mosquitto_pub mosquitto_sub : -P -p --password --pw : word
ipmitool : -P : word
snmpwalk snmpget : -A -X : word
xfreerdp freerdp : /p: : attached
vault : login : word
rabbitmqctl : add_user change_password : second
"""

#: The last word of a key -> what it holds.
KEY_WORDS: Dict[str, str] = {
    **dict.fromkeys(
        "password passwd pwd pw pass passphrase passcode passwort kennwort contrasena senha motdepasse storepass"
        " keypass dbpass userpass sshpass rootpass".split(),
        "password",
    ),
    **dict.fromkeys("secret secretkey clientsecret appsecret".split(), "secret"),
    **dict.fromkeys("token authtoken accesstoken refreshtoken jwt pat".split(), "token"),
    **dict.fromkeys("apikey accesskey accountkey authkey appkey licensekey masterkey".split(), "api-key"),
    **dict.fromkeys("credential credentials creds auth".split(), "credential"),
    **dict.fromkeys("privatekey signingkey encryptionkey".split(), "secret-key"),
    **dict.fromkeys("sessionid phpsessid jsessionid sessid".split(), "session"),
    "authorization": "authorization",
    "cookie": "cookie",
}
#: Words before ``key`` that make it a credential.
KEY_QUALIFIERS: FrozenSet[str] = frozenset(
    "api access secret private auth account shared encryption signing master license subscription storage service"
    " deploy consumer app application webhook hmac jwt cipher aes admin root ingest integration rest function"
    " functions session client write ssh wrap".split()
)
#: Words of a key that say its value is no credential, or that it is about one.
PUBLIC_WORDS: FrozenSet[str] = frozenset(
    "no non max min num n next prev previous last first end start pad eos bos unk mask sep cls invalid missing"
    " public is has use enable enabled disable require required allow show hide csrfmiddleware stop special begin"
    " lock idempotency continuation page output policy expected got with without forgot reset change count total per by partition sort foreign primary".split()
)
#: Words that may follow the telling one: ``API_KEY_PROD``, ``password_confirmation``, ``SECRET_KEY_BASE``.
TRAILING_WORDS: FrozenSet[str] = frozenset(
    "value string base prod production dev development staging live test old new current default primary secondary"
    " base64 b64 hex confirm confirmation again repeat plain raw main backup admin root ro rw readonly v1 v2 v3".split()
)

#: A value made of these words only looks like a test or a description.
PLACEHOLDER_WORDS: FrozenSet[str] = frozenset(
    "a abc abcd abcdef abcdefg access account admin an and any api apikey app auth authorization bar basic baz bearer"
    " bytes change changeme client code config correct cookie credential credentials csrf current data default demo"
    " digest disabled do dummy empty enabled encoded enter env error example expired fake false field file foo for"
    " from generated get getpass goes guest header hello here hidden id in input insert int invalid is it json jwt"
    " key keys letmein list local localhost login manager me missing mock model mongo must my mypass mypassword"
    " mysecret mysql name new next nil no none not null number oauth object of ok old on only optional or os param"
    " pass passphrase passwd password path placeholder plain postgres private prompt public pw pwd qwerty random raw"
    " read redacted refresh removed replace required root sample secret secrets secure self server service session"
    " set some spam ssh sso static str string super supersecret tbd test tester testing testpass testpassword text"
    " the this to todo token tokens true type undefined unknown unused use user username val valid value var variable"
    " welcome with word wrong x xx xxx y your yourpassword z".split()
)

#: IBAN lengths by country (SWIFT IBAN registry).
IBAN_LENGTHS: Dict[str, int] = {
    entry[:2]: int(entry[2:])
    for entry in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29"
        " ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20"
        " LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29"
        " PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
        " YE30"
    ).split()
}
