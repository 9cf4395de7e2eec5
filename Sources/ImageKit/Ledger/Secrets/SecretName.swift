/// Tells from a variable's or field's name whether its value is meant to be secret.
enum SecretName {
    private static let words: Set<String> = [
        "password", "passwd", "passphrase", "secret", "secrets", "token", "credential", "credentials", "apikey",
        "authtoken",
        "pgpass",
    ]
    private static let endings = ["password", "passwd", "passphrase", "secret", "token", "apikey", "authkey"]
    private static let pairs: Set<[String]> = [
        ["api", "key"], ["access", "key"], ["private", "key"], ["secret", "key"], ["encryption", "key"],
        ["signing", "key"], ["account", "key"], ["master", "key"], ["auth", "key"], ["db", "pass"],
    ]
    /// Last words that make the value speak about a secret without being one.
    private static let harmless: Set<String> = [
        "file", "files", "path", "dir", "directory", "url", "uri", "name", "names", "ttl", "expiry", "expires",
        "expiration",
        "lifetime", "length", "size", "type", "enabled", "disabled", "required", "limit", "limits", "count", "header",
        "endpoint", "algorithm", "id", "version", "parallelism", "max", "min", "policy", "host", "port", "user",
        "username",
        "format", "issuer", "audience", "class", "env", "arn", "prefix", "suffix", "timeout", "usage", "days", "method",
        "stdin", "image", "repository", "registry", "tag",
    ]

    /// Whether a name such as `DB_PASSWORD`, `apiKey` or `--registry-token` stands for a secret.
    static func isSecret(_ name: some StringProtocol) -> Bool {
        let words = words(of: name)
        guard let last = words.last, !harmless.contains(last) else { return false }
        if words.contains(where: { self.words.contains($0) }) { return true }
        if zip(words, words.dropFirst()).contains(where: { pairs.contains([$0, $1]) }) { return true }
        return endings.contains { last.hasSuffix($0) }
    }

    private static func words(of name: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var wasLower = false
        for character in name.unicodeScalars.prefix(100) {
            let isUpper = ("A"..."Z").contains(character)
            guard isUpper || ("a"..."z").contains(character) || ("0"..."9").contains(character) else {
                if !word.isEmpty { words.append(word) }
                word = ""
                wasLower = false
                continue
            }
            // apiKey is two words, APIKEY one.
            if isUpper, wasLower, !word.isEmpty {
                words.append(word)
                word = ""
            }
            word.unicodeScalars.append(contentsOf: String(character).lowercased().unicodeScalars)
            wasLower = !isUpper
        }
        return word.isEmpty ? words : words + [word]
    }
}
