import ImageReading

/// Finds the secrets that commands are given as separate words: options, headers and logins of curl, lines for chpasswd.
enum CommandSecrets {
    /// The secrets of a text with the names they are given by, in its order.
    static func pairs(in text: Substring) -> [(name: String, value: String)] {
        var pairs: [(String, String)] = []
        for command in text.split(whereSeparator: { "\n;&".contains($0) }) {
            let words = command.split(whereSeparator: { $0.isWhitespace || "|()`,{}[]".contains($0) }).map {
                String($0).trimmingQuotes
            }
            let isCurl = words.contains { $0 == "curl" || $0.hasSuffix("/curl") }
            let setsPasswords = words.contains { $0 == "chpasswd" || $0.hasSuffix("/chpasswd") }
            for (index, word) in words.enumerated() {
                let rest = words[(index + 1)...]
                if let value = rest.first, isOption(word), !value.hasPrefix("-"), !value.contains("=") {
                    pairs.append((word, value))
                }
                if let pair = header(word, rest) { pairs.append(pair) }
                if isCurl, let password = login(word, rest.first) { pairs.append(("curl -u", password)) }
                if setsPasswords, let password = line(word) { pairs.append(("chpasswd", password)) }
            }
        }
        return pairs.filter { !Placeholder.isExample(value: $0.1) }
    }

    /// First words of options that say that there is no secret, or that another one asks for it.
    private static let without: Set<String> = ["no", "disabled", "without", "skip", "ask", "prompt", "require"]

    /// `--password` and the like, which the secret follows as the next word.
    private static func isOption(_ word: String) -> Bool {
        guard word.hasPrefix("--"), !word.contains("="), !word.contains(":") else { return false }
        guard let first = word.dropFirst(2).split(separator: "-").first, !without.contains(first.lowercased()) else {
            return false
        }
        return SecretName.isSecret(word)
    }

    /// `Authorization: Bearer SECRET`, or a header whose name tells.
    private static func header(_ word: String, _ rest: ArraySlice<String>) -> (String, String)? {
        guard word.hasSuffix(":"), let first = rest.first else { return nil }
        let name = String(word.dropLast())
        if name.lowercased().hasSuffix("authorization") {
            let isScheme = ["bearer", "basic", "token", "apikey"].contains(first.lowercased())
            return (isScheme ? rest.dropFirst().first : first).map { (name, $0) }
        }
        return ["x-api-key", "private-token", "x-auth-token", "job-token"].contains(name.lowercased())
            ? (name, first) : nil
    }

    /// The password of curl's `-u name:password`, also joined with the option.
    private static func login(_ word: String, _ next: String?) -> String? {
        let login: Substring
        if ["-u", "--user", "-U", "--proxy-user"].contains(word), let next {
            login = next[...]
        } else if word.hasPrefix("-u") {
            login = word.dropFirst(2)
        } else if word.hasPrefix("--user=") {
            login = word.dropFirst(7)
        } else {
            return nil
        }
        return login.firstIndex(of: ":").map { String(login[login.index(after: $0)...]).trimmingQuotes }
    }

    /// The password of a line `name:password`.
    private static func line(_ word: String) -> String? {
        guard let colon = word.firstIndex(of: ":"), colon > word.startIndex, !word.contains("/") else { return nil }
        let value = String(word[word.index(after: colon)...])
        return value.hasSuffix("\\n") ? String(value.dropLast(2)) : value
    }
}
