import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Secrets by names, by files and by contents, in every layer.
struct SecretsRuleTests {
    private static let token = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
    private static let key =
        "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"

    private func judge(_ image: TestPolicy, _ yaml: String = "") async throws -> Judgement {
        let judgement = try await image.judge("no-secrets", yaml)
        // Whatever is found, the secret itself is never shown.
        for evidence in judgement.evidence {
            for text in [evidence.subject, evidence.detail ?? "", judgement.message] {
                #expect(!text.contains("hunter2hunter2") && !text.contains("F292c6912"))
            }
        }
        return judgement
    }

    @Test func leavesReferencesOfImages() {
        #expect(SecretText.withoutSecrets("FROM acme/secret:latest") == "FROM acme/secret:latest")
        #expect(SecretText.withoutSecrets("docker pull reg.example.com/team/token:v1.2").hasSuffix("token:v1.2"))
        #expect(SecretText.secret(named: "SECRET", value: "acme/secret:latest") == nil)
        #expect(SecretText.secret(named: "SECRET", value: "acme/x9Kq2:latest") != nil)
        #expect(!SecretText.withoutSecrets("password=kJ8sd72hGs0q").contains("kJ8sd72hGs0q"))
    }

    @Test func `passes an image without any`() async throws {
        var image = TestPolicy.files { $0.add("etc/hosts", "127.0.0.1 localhost\n") }
        image.execution.env = [
            "PATH=/usr/bin", "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D", "DB_PASSWORD_FILE=/run/secrets/db",
            "API_TOKEN=${API_TOKEN}", "TOKENIZERS_PARALLELISM=false", "MYSQL_PASSWORD=changeme", "PWD=/app",
        ]
        image.execution.labels = ["secret-policy": "strict"]
        let judgement = try await judge(image)
        #expect(judgement.verdict == .pass, "\(judgement.evidence)")
    }

    @Test(arguments: [
        "DB_PASSWORD=hunter2hunter2", "apiKey=hunter2hunter2", "DATABASE_URL=postgres://app:hunter2hunter2@db/app",
        "ANYTHING=\(token)", "PGPASSWORD='hunter2hunter2'",
    ])
    func `finds a secret of the environment`(_ variable: String) async throws {
        var image = TestPolicy()
        image.execution.env = [variable]
        let judgement = try await judge(image)
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.kind) == [.configuration])
    }

    @Test(arguments: [
        "ARG NPM_TOKEN=hunter2hunter2", "/bin/sh -c #(nop)  ARG NPM_TOKEN=hunter2hunter2",
        "RUN |1 NPM_TOKEN=hunter2hunter2 /bin/sh -c npm ci # buildkit", "|1 NPM_TOKEN=hunter2hunter2 /bin/sh -c npm ci",
        "RUN /bin/sh -c NPM_TOKEN=hunter2hunter2 npm ci # buildkit",
        "RUN /bin/sh -c curl https://ci:hunter2hunter2@host/file # buildkit",
        "/bin/sh -c tool --registry-token=hunter2hunter2",
        "RUN /bin/sh -c tool login --password hunter2hunter2", "RUN /bin/sh -c curl -u ci:hunter2hunter2 https://host",
        "RUN /bin/sh -c curl -H 'Authorization: Bearer hunter2hunter2' https://host",
        "RUN /bin/sh -c echo root:hunter2hunter2 | chpasswd",
    ])
    func `finds a secret of the history in every form`(_ step: String) async throws {
        let judgement = try await judge(TestPolicy.steps([step]))
        #expect(judgement.verdict == .fail)
        #expect(judgement.evidence.map(\.layer) == [1])
    }

    @Test func `says of a deleted file that it is still there`() async throws {
        var image = TestPolicy()
        var (first, second) = (TarBuilder(), TarBuilder())
        first.add("root/.ssh/id_rsa", SecretsRuleTests.key)
        first.add("app/config.py", "TOKEN = '\(SecretsRuleTests.token)'\n")
        second.add("root/.ssh/.wh.id_rsa", "")
        second.add("app/config.py", "TOKEN = os.environ['TOKEN']\n")
        image.layers = [first, second]
        let judgement = try await judge(image)
        #expect(judgement.evidence.map(\.subject) == ["/root/.ssh/id_rsa", "/app/config.py"])
        try #require(judgement.evidence.count == 2)
        #expect(judgement.evidence[0].detail?.hasSuffix("deleted in layer 1, still in layer 0") == true)
        #expect(judgement.evidence[1].detail?.hasSuffix("overwritten in layer 1, still in layer 0") == true)
    }

    @Test(arguments: [
        ("app/.env", "DB_PASSWORD=hunter2hunter2\n", true), ("app/.env", "DEBUG=1\nDB_PASSWORD=\n", false),
        ("app/.env.example", "DB_PASSWORD=hunter2hunter2\n", false),
        ("app/.env.production", "X_TOKEN=hunter2hunter2", true),
        ("root/.netrc", "machine host login me password hunter2hunter2\n", true),
        ("root/.netrc", "machine host\n", false),
        ("root/.npmrc", "//r.example.com/:_authToken=hunter2hunter2\n", true),
        ("root/.npmrc", "//r.example.com/:_authToken=${NPM_TOKEN}\n", false), ("root/.npmrc", "fund=false\n", false),
        ("root/.pypirc", "[pypi]\nusername = __token__\npassword = hunter2hunter2\n", true),
        ("root/.docker/config.json", "{\"auths\": {\"r\": {\"auth\": \"aHVudGVyMjpodW50ZXIy\"}}}", true),
        ("root/.docker/config.json", "{\"auths\": {}, \"psFormat\": \"table\"}", false),
        ("root/.aws/credentials", "[default]\naws_secret_access_key = hunter2hunter2hunter2\n", true),
        ("root/.git-credentials", "https://me:hunter2hunter2@github.com\n", true),
        ("root/.kube/config", "users:\n- user:\n    token: hunter2hunter2\n", true),
        ("root/.docker/config.json", "{\"auths\": {\"r\": {\"registrytoken\": \"hunter2hunter2\"}}}", true),
        ("app/.git/config", "[remote]\n\turl = https://me:hunter2hunter2@host/app\n", true),
        ("app/.git/config", "[remote]\n\turl = https://host/app\n", false),
        ("root/.composer/auth.json", "{\"github-oauth\": {\"github.com\": \"hunter2hunter2\"}}", true),
        (
            "root/.terraform.d/credentials.tfrc.json", "{\"credentials\": {\"h\": {\"token\": \"hunter2hunter2\"}}}",
            true
        ),
        ("root/.gnupg/private-keys-v1.d/A.key", "binary", true), ("run/secrets/db", "binary", true),
        ("app/server.p12", "binary", true), ("root/.ssh/id_ed25519", "binary", true),
        ("root/.ssh/id_rsa.pub", "ssh-rsa", false),
        ("etc/config", "token: hunter2hunter2", false), ("app/.env.d.ts", "TOKEN=hunter2hunter2", false),
    ])
    func `tells a credential file by its name and contents`(_ path: String, _ text: String, _ isSecret: Bool)
        async throws
    {
        let judgement = try await judge(TestPolicy.files { $0.add(path, text) })
        #expect((judgement.verdict == .fail) == isSecret, "\(judgement.evidence)")
        if isSecret { #expect(judgement.evidence.map(\.subject) == ["/\(path)"]) }
    }

    @Test func `leaves a package's own files out unless a later layer wrote them`() async throws {
        var image = TestPolicy.files { tar in
            TestDatabase.add([("keys", "1.0", ["usr/share/keys/test.pem", "usr/share/keys/other.pem"])], to: &tar)
            tar.add("usr/share/keys/test.pem", SecretsRuleTests.key)
            tar.add("usr/share/keys/other.pem", SecretsRuleTests.key)
        }
        let before = try await judge(image)
        #expect(before.verdict == .pass)
        #expect(before.message.contains("2 matches in published packages' files ignored"))
        var later = TarBuilder()
        later.add("usr/share/keys/test.pem", SecretsRuleTests.key + "more")
        image.layers.append(later)
        let after = try await judge(image)
        #expect(after.evidence.map(\.subject) == ["/usr/share/keys/test.pem"])
        #expect(after.evidence.map(\.layer) == [1])
    }

    @Test func `looks at every field of the configuration`() async throws {
        var image = TestPolicy()
        image.execution.onBuild = ["RUN X_TOKEN=hunter2hunter2 make"]
        image.execution.shell = ["sh", "--password=hunter2hunter2"]
        image.execution.workingDir = "/" + SecretsRuleTests.token
        let judgement = try await judge(image)
        #expect(
            judgement.evidence.map(\.subject) == [
                "OnBuild: X_TOKEN", "Shell: --password", "WorkingDir: GitHub token",
            ])
    }

    @Test(arguments: [
        (nil, false), (#"{"url": "https://h/app-1.zip", "archive_info": {}}"#, false),
        (#"{"url": "file:///src", "dir_info": {}}"#, true),
        (#"{"url": "https://h/app.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}"#, true),
    ])
    func `takes a project of one's own for none that is published`(_ origin: String?, _ isOwn: Bool) async throws {
        let site = "usr/local/lib/python3.11/site-packages"
        let image = TestPolicy.files { tar in
            tar.add("usr/local/bin/python3.11", "")
            tar.add("\(site)/app-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: app\nVersion: 1\n")
            tar.add("\(site)/app-1.dist-info/RECORD", "app/settings.py,,\n")
            if let origin { tar.add("\(site)/app-1.dist-info/direct_url.json", origin) }
            tar.add("\(site)/app/settings.py", "TOKEN = '\(SecretsRuleTests.token)'\n")
        }
        let judgement = try await judge(image)
        #expect((judgement.verdict == .fail) == isOwn, "\(judgement.message)")
    }

    @Test func `allows what a policy allows`() async throws {
        let image = TestPolicy.files { $0.add("app/tests/key.pem", SecretsRuleTests.key) }
        #expect(try await judge(image).verdict == .fail)
        #expect(try await judge(image, "allow: /app/tests/*").verdict == .pass)
    }

    @Test func `takes secrets out of the instructions that other rules show`() {
        let text = "RUN X_TOKEN=hunter2hunter2 curl https://me:hunter2hunter2@h/f -H \(SecretsRuleTests.token) -o x"
        let shown = SecretText.withoutSecrets(text)
        #expect(shown == "RUN X_TOKEN=*** curl https://me:***@h/f -H ghp_16*** -o x")
    }
    @Test(arguments: [
        ("ENV DB_PASSWORD=\"correct horse battery\" A=b", "ENV DB_PASSWORD=\"***\" A=b"),
        ("RUN echo {\"password\":\"correct horse\"} > c", "RUN echo {\"password\":\"***\"} > c"),
        ("ENV DB_PASSWORD='it \"is\" quoted' A=b", "ENV DB_PASSWORD='***' A=b"),
        ("ENV DB_PASSWORD=\"open-ended A=b", "ENV DB_PASSWORD=\"*** A=b"),
    ])
    func `takes the whole of a quoted secret out`(_ text: String, _ shown: String) {
        #expect(SecretText.withoutSecrets(text) == shown)
        #expect(SecretText.secrets(in: shown).isEmpty)
        #expect(SecretText.withoutSecrets(shown) == shown)
    }

    /// The look at a few bytes, which most files don't pass, passes all that the names say.
    @Test func looksAtFewBytesFirst() {
        let names = [
            "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", ".netrc", "_netrc", ".npmrc", ".yarnrc.yml", ".pypirc",
            "pip.conf", ".dockercfg", ".git-credentials", ".pgpass", ".my.cnf", ".htpasswd", ".vault-token", ".s3cfg",
            "application_default_credentials.json", "msal_token_cache.json", "accessTokens.json", "kubeconfig",
            "terraform.tfstate", "secring.gpg", ".env", ".env.local", "a.jks", "a.keystore", "a.p12", "a.pfx", "a.kdbx",
            "a.ppk", "prod.env", ".docker/config.json", ".git/config", ".composer/auth.json",
            ".terraform.d/credentials.tfrc.json", ".aws/credentials", ".config/gcloud/credentials.db",
            ".config/gcloud/access_tokens.db", ".kube/config", "etc/kubernetes/admin.conf", ".cargo/credentials",
            ".cargo/credentials.toml", ".gem/credentials", ".config/gh/hosts.yml", ".m2/settings.xml",
            ".gnupg/private-keys-v1.d/a/b", "x/.gnupg/private-keys-v1.d/k.key",
        ]
        func path(_ text: String) -> BytePath { BytePath(Array(text.utf8)) ?? "" }
        for name in names + ["run/secrets/a"] {
            // The folders count as they are written, the last name in any letters.
            let last = name.split(separator: "/").last.map(String.init) ?? ""
            for variant in [last, last.uppercased(), last.prefix(2).uppercased() + last.dropFirst(2)] {
                let changed = path("\(name.dropLast(last.count))\(variant)")
                guard SecretFile.identified(changed) != nil else { continue }
                #expect(SecretFile.mayBeNamed(changed), "\(changed)")
            }
            #expect(SecretFile.named(path(name)) != nil, "\(name)")
            #expect(name.hasPrefix("run/") || SecretFile.named(path("home/" + name)) != nil, "\(name)")
        }
        for name in ["usr/lib/a.py", "usr/bin/x", "etc/motd", "usr/lib/libx.so.1", "a"] {
            #expect(!SecretFile.mayBeNamed(path(name)), "\(name)")
        }
    }
}
