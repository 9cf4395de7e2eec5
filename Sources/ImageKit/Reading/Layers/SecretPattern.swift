/// What a kind of secret looks like: bytes that stand in front, and the form of what follows them.
struct SecretPattern: Sendable {
    /// The form of what stands behind the anchor.
    enum Form: Sendable {
        /// Characters of one alphabet, and then none of it; `marks` are characters of it beside letters and digits.
        case token(count: ClosedRange<Int>, marks: String = "", needsDigit: Bool = true)
        /// Runs of letters, digits, `-` and `_` of fixed lengths, with dots between them.
        case dotted([Int])
        /// A value of a fixed length in base 64 behind `=`, `:`, quotes and white space.
        case assigned(Int)
        /// The rest of a PEM or PGP marker, and a body.
        case armor
        /// The rest of the first line of PuTTY's own format.
        case putty
    }

    let kind: SecretKind
    let anchor: [UInt8]
    /// Where in the anchor the three bytes stand that are looked for: those whose pairs were rarest, together with the others',
    /// in an image of Debian with compilers and Python.
    let window: Int
    let form: Form

    init(_ kind: SecretKind, _ anchor: String, window: Int, _ form: Form) {
        self.kind = kind
        self.anchor = Array(anchor.utf8)
        self.window = window
        self.form = form
    }

    static let windowLength = 3

    /// All of them, as those who issue the tokens describe them.
    static let all: [SecretPattern] = [
        .init(.privateKey, "-----BEGIN ", window: 4, .armor),
        .init(.privateKey, "PuTTY-User-Key-File-", window: 10, .putty),
        .init(.ageIdentity, "AGE-SECRET-KEY-1", window: 10, .token(count: 58...58)),
        .init(.awsAccessKeyID, "AKIA", window: 1, .token(count: 16...16, needsDigit: false)),
        .init(.awsAccessKeyID, "ASIA", window: 1, .token(count: 16...16, needsDigit: false)),
        .init(.awsSecretAccessKey, "aws_secret_access_key", window: 1, .assigned(40)),
        .init(.awsSecretAccessKey, "AWS_SECRET_ACCESS_KEY", window: 17, .assigned(40)),
        .init(.githubToken, "ghp_", window: 0, .token(count: 36...251)),
        .init(.githubToken, "gho_", window: 0, .token(count: 36...251)),
        .init(.githubToken, "ghu_", window: 0, .token(count: 36...251)),
        .init(.githubToken, "ghs_", window: 1, .token(count: 36...251)),
        .init(.githubToken, "ghr_", window: 0, .token(count: 36...251)),
        .init(.githubToken, "github_pat_", window: 3, .token(count: 82...82, marks: "_")),
        .init(.gitlabToken, "glpat-", window: 0, .token(count: 20...64, marks: "-_")),
        .init(.slackToken, "xoxb-", window: 0, .token(count: 30...100, marks: "-")),
        .init(.slackToken, "xoxp-", window: 0, .token(count: 30...100, marks: "-")),
        .init(.slackToken, "xoxa-", window: 0, .token(count: 30...100, marks: "-")),
        .init(.slackToken, "xoxr-", window: 0, .token(count: 30...100, marks: "-")),
        .init(.slackToken, "xoxs-", window: 0, .token(count: 30...100, marks: "-")),
        .init(.slackWebhook, "hooks.slack.com/services/T", window: 9, .token(count: 35...90, marks: "/")),
        .init(.stripeKey, "sk_live_", window: 1, .token(count: 24...247)),
        .init(.stripeKey, "rk_live_", window: 1, .token(count: 24...247)),
        .init(.googleAPIKey, "AIza", window: 0, .token(count: 35...35, marks: "-_")),
        .init(.googleClientSecret, "GOCSPX-", window: 4, .token(count: 28...28, marks: "-_")),
        .init(.npmToken, "npm_", window: 1, .token(count: 36...36)),
        .init(.pypiToken, "pypi-AgEI", window: 5, .token(count: 50...500, marks: "-_")),
        .init(.huggingFaceToken, "hf_", window: 0, .token(count: 34...40)),
        .init(.sendGridKey, "SG.", window: 0, .dotted([22, 43])),
        .init(.dockerHubToken, "dckr_pat_", window: 1, .token(count: 27...27, marks: "-_")),
        .init(.azureStorageKey, "AccountKey", window: 6, .assigned(88)),
        .init(.anthropicKey, "sk-ant-", window: 0, .token(count: 80...200, marks: "-_")),
        .init(.openAIKey, "sk-proj-", window: 0, .token(count: 40...200, marks: "-_")),
        .init(.openAIKey, "sk-", window: 0, .token(count: 48...48)),
        .init(.digitalOceanToken, "dop_v1_", window: 4, .token(count: 64...64)),
    ]
}

extension SecretPattern {
    /// Whether a secret begins at a place where the anchor stands.
    ///
    /// - Parameters:
    ///   - text: what stands there, the anchor first; as much of it as a secret needs.
    ///   - before: the byte before it; nil at the file's start.
    /// - Returns: its kind and beginning; nil where it is none, or an example.
    func match(_ text: ArraySlice<UInt8>, before: UInt8?) -> (kind: SecretKind, beginning: String)? {
        let rest = text.dropFirst(anchor.count)
        switch form {
        case .armor: return SecretArmor.match(rest)
        case .putty:
            guard let version = rest.first, (0x31...0x33).contains(version), rest.dropFirst().starts(with: ": ".utf8),
                let end = rest.prefix(64).firstIndex(where: { $0 == 0x0A || $0 == 0x0D }),
                rest[end...].prefix(4).firstRange(of: Array("Enc".utf8)) != nil
            else { return nil }
            return (kind, "PuTTY-User-Key-File")
        case .assigned(let count): return assigned(rest, count)
        case .dotted(let counts):
            guard !isWord(before) else { return nil }
            var left = rest
            for (position, count) in counts.enumerated() {
                let run = left.prefix(count + 1).prefix { isWord($0) || $0 == 0x2D }
                left = left.dropFirst(run.count)
                guard run.count == count else { return nil }
                if position < counts.count - 1 {
                    guard left.first == 0x2E else { return nil }
                    left = left.dropFirst()
                }
            }
            return beginning(rest[..<left.startIndex], needsDigit: true)
        case .token(let count, let marks, let needsDigit):
            // A prefix in the middle of a word, or of base 64, is none.
            guard !isWord(before), before != UInt8(ascii: "+"), before != UInt8(ascii: "-") else { return nil }
            let run = rest.prefix(count.upperBound + 1).prefix { isLetterOrDigit($0) || marks.utf8.contains($0) }
            guard count.contains(run.count), !isWord(rest.dropFirst(run.count).first) else { return nil }
            if kind == .awsAccessKeyID || kind == .ageIdentity {
                guard run.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else { return nil }
            }
            // "OpenAI" in base 64, which the older of its keys have in their middle.
            if kind == .openAIKey, run.count == 48, run.firstRange(of: Array("T3BlbkFJ".utf8)) == nil { return nil }
            return beginning(run, needsDigit: needsDigit)
        }
    }

    private func assigned(_ rest: ArraySlice<UInt8>, _ count: Int) -> (kind: SecretKind, beginning: String)? {
        let sign = rest.prefix(8).prefix { " \t\"'=:".utf8.contains($0) }
        guard sign.contains(where: { $0 == 0x3D || $0 == 0x3A }) else { return nil }
        let run = rest.dropFirst(sign.count).prefix(count + 1).prefix { isLetterOrDigit($0) || "+/=".utf8.contains($0) }
        return run.count == count ? beginning(run, needsDigit: true) : nil
    }

    private func beginning(
        _ secret: ArraySlice<UInt8>, needsDigit: Bool
    ) -> (kind: SecretKind, beginning: String)? {
        guard !Placeholder.isExample(token: secret, needsDigit: needsDigit) else { return nil }
        // Form and anchor are ASCII, so this is printable.
        return (kind, String(decoding: anchor + secret.prefix(2), as: UTF8.self) + "...")
    }
}

package func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
}

private func isWord(_ byte: UInt8?) -> Bool { byte.map { isLetterOrDigit($0) || $0 == 0x5F } ?? false }
