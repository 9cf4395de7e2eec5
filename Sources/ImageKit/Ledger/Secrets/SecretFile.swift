package import ImageReading

/// Files that programs keep credentials in, by their names.
package struct SecretFile: Sendable {
    /// When such a file holds a secret.
    enum Proof: Sendable {
        /// When it is there and not empty.
        case presence
        /// When a field of one of these names, lower case, has a value that is none of an example.
        case fields(Set<String>)
        /// When a variable has a secret's name or a value has a secret's form.
        case variables
    }

    /// What the file is.
    package let kind: String
    let proof: Proof

    private static let byName: [String: SecretFile] = [
        "id_rsa": .init("SSH private key", .presence), "id_dsa": .init("SSH private key", .presence),
        "id_ecdsa": .init("SSH private key", .presence), "id_ed25519": .init("SSH private key", .presence),
        ".netrc": .init("login for hosts", .fields(["password"])),
        "_netrc": .init("login for hosts", .fields(["password"])),
        ".npmrc": .init("npm registry login", .fields(["_authtoken", "_password", "_auth"])),
        ".yarnrc.yml": .init("npm registry login", .fields(["npmauthtoken", "npmauthident"])),
        ".pypirc": .init("package index login", .fields(["password"])),
        "pip.conf": .init("package index login", .variables),
        ".dockercfg": .init("container registry login", .fields(["auth", "identitytoken"])),
        ".git-credentials": .init("git login", .variables), ".pgpass": .init("PostgreSQL login", .presence),
        ".my.cnf": .init("MySQL login", .fields(["password"])), ".htpasswd": .init("password hashes", .presence),
        ".vault-token": .init("Vault token", .presence), ".s3cfg": .init("S3 login", .fields(["secret_key"])),
        "application_default_credentials.json": .init("Google Cloud credentials", .presence),
        "msal_token_cache.json": .init("Azure tokens", .presence),
        "accesstokens.json": .init("Azure tokens", .presence),
        "kubeconfig": .init("Kubernetes login", .fields(["client-key-data", "token", "password"])),
        "terraform.tfstate": .init("Terraform state, which holds secrets in the clear", .presence),
        "secring.gpg": .init("GnuPG secret keys", .presence), ".env": .init("environment file", .variables),
    ]

    /// Files whose name alone is common, by the ends of their paths.
    private static let byEnd: [(end: String, file: SecretFile)] = [
        (
            ".docker/config.json",
            .init("container registry login", .fields(["auth", "identitytoken", "registrytoken", "password"]))
        ),
        (".git/config", .init("git login", .variables)),
        (
            ".composer/auth.json",
            .init("Composer login", .fields(["password", "token", "github.com", "gitlab.com", "bearer"]))
        ),
        (".terraform.d/credentials.tfrc.json", .init("Terraform login", .fields(["token"]))),
        (".aws/credentials", .init("AWS credentials", .fields(["aws_secret_access_key", "aws_session_token"]))),
        (".config/gcloud/credentials.db", .init("Google Cloud credentials", .presence)),
        (".config/gcloud/access_tokens.db", .init("Google Cloud tokens", .presence)),
        (".kube/config", .init("Kubernetes login", .fields(["client-key-data", "token", "password"]))),
        ("etc/kubernetes/admin.conf", .init("Kubernetes login", .fields(["client-key-data", "token"]))),
        (".cargo/credentials", .init("crates.io login", .fields(["token"]))),
        (".cargo/credentials.toml", .init("crates.io login", .fields(["token"]))),
        (".gem/credentials", .init("RubyGems login", .presence)),
        (".config/gh/hosts.yml", .init("GitHub login", .fields(["oauth_token"]))),
        (".m2/settings.xml", .init("Maven login", .fields(["password"]))),
    ]

    private static let extensions: [String: SecretFile] = [
        "jks": .init("Java keystore", .presence), "keystore": .init("keystore", .presence),
        "p12": .init("PKCS 12 keystore", .presence), "pfx": .init("PKCS 12 keystore", .presence),
        "kdbx": .init("password database", .presence), "ppk": .init("PuTTY private key", .presence),
        "env": .init("environment file", .variables),
    ]

    /// Ends of the names of files that show what an environment file looks like.
    private static let templates = [".example", ".sample", ".template", ".dist", ".tmpl", ".schema", ".d.ts"]

    private init(_ kind: String, _ proof: Proof) {
        self.kind = kind
        self.proof = proof
    }

    /// File names that count below some folders only.
    private static let commonNames: Set<String> = Set(byEnd.map { String($0.end.split(separator: "/").last ?? "") })

    /// Whether a name, in small letters, may end with two bytes.
    private static let ends: [Bool] = {
        var ends = Array(repeating: false, count: 1 << 16)
        for text in Array(byName.keys) + Array(extensions.keys) + Array(commonNames) {
            ends[Int(text.utf8.dropLast().last ?? 0) << 8 | Int(text.utf8.last ?? 0)] = true
        }
        return ends
    }()
    private static let secretsFolder = Array("run/secrets/".utf8)
    private static let keyFolder = Array(".gnupg/private-keys-v1.d/".utf8)

    /// Whether a file may be one of these, by a few of its bytes: asked for every file, and false for most.
    static func mayBeNamed(_ path: BytePath) -> Bool {
        let name = path.name
        func small(_ byte: UInt8) -> Int { Int(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte) }
        if name.count > 1 {
            if ends[small(name[name.endIndex - 2]) << 8 | small(name[name.endIndex - 1])] { return true }
            // `.env.production`.
            if name.first == UInt8(ascii: "."), small(name[name.startIndex + 1]) == Int(UInt8(ascii: "e")) {
                return true
            }
        }
        let bytes = path.bytes
        if bytes.starts(with: secretsFolder) { return true }
        guard bytes.count > keyFolder.count else { return false }
        return (0..<bytes.count - keyFolder.count).contains { place in
            bytes[place] == UInt8(ascii: ".") && bytes[place + 1] == UInt8(ascii: "g")
                && bytes[place...].starts(with: keyFolder)
        }
    }

    /// What a file is by its path; nil for most.
    package static func named(_ path: BytePath) -> SecretFile? {
        mayBeNamed(path) ? identified(path) : nil
    }

    static func identified(_ path: BytePath) -> SecretFile? {
        let name = path.name
        guard name.count <= 100, let text = String(validating: name, as: UTF8.self)?.lowercased() else { return nil }
        if let file = byName[text] { return file }
        let place = "/" + path.string
        if place.contains("/.gnupg/private-keys-v1.d/") { return .init("GnuPG secret key", .presence) }
        if place.hasPrefix("/run/secrets/") { return .init("secret of a container or a build", .presence) }
        if let dot = text.lastIndex(of: "."), let file = extensions[String(text[text.index(after: dot)...])] {
            return file
        }
        if text.hasPrefix(".env."), !templates.contains(where: { text.hasSuffix($0) }) { return byName[".env"] }
        guard commonNames.contains(text) else { return nil }
        return byEnd.first { place.hasSuffix("/" + $0.end) }?.file
    }

    /// Whether the contents must be seen.
    package var needsContents: Bool {
        if case .presence = proof { return false }
        return true
    }

    /// The secrets in the file's contents; nil where presence alone tells.
    package func secrets(in contents: [UInt8]) -> [SecretText.Found]? {
        switch proof {
        case .presence: return nil
        case .variables: return SecretText.secrets(in: lines(contents).joined(separator: "\n"))
        case .fields(let names):
            return lines(contents).flatMap { line in
                let words = line.split { " \t=:\"',<>{}".contains($0) }.map(String.init)
                // A registry's address may stand before the field.
                return zip(words, words.dropFirst()).filter { names.contains(SecretFile.field($0.0)) }.compactMap {
                    Placeholder.isExample(value: $1)
                        ? nil : SecretText.Found(name: $0, beginning: SecretText.masked($1))
                }
            }
        }
    }

    private static func field(_ word: String) -> String {
        let lower = word.lowercased()
        return lower.lastIndex(of: "/").map { String(lower[lower.index(after: $0)...]) } ?? lower
    }

    private func lines(_ contents: [UInt8]) -> [String] {
        contents.prefix(256 << 10).split { $0 == 0x0A || $0 == 0x0D }.map { DisplayText.decoded($0) }
            .filter { !$0.drop(while: \.isWhitespace).hasPrefix("#") }
    }
}
