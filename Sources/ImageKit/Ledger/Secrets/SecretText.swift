import ImageReading

/// Finds secrets in short texts: values of the configuration, steps of the history, small files.
package enum SecretText {
    /// A secret that was found.
    package struct Found: Hashable {
        /// The name it stands behind, or its kind.
        package let name: String
        /// Its first characters, and no more of it.
        package let beginning: String
    }

    /// How much of a text is looked at.
    private static let limit = 256 << 10
    /// How much of an instruction is shown.
    private static let shownLimit = 8 << 10

    /// The secrets of a text by their form, by names with `=` before them, and in URLs.
    package static func secrets(in text: String) -> [Found] {
        var found: [Found] = []
        for match in forms(in: text) { found.append(Found(name: match.kind.rawValue, beginning: match.beginning)) }
        for word in words(text) {
            if let (name, value) = assignment(word) {
                if let secret = secret(named: name, value: value) { found.append(secret) }
            }
            if let password = password(ofURL: word) {
                found.append(Found(name: "password in a URL", beginning: masked(password)))
            }
        }
        found += CommandSecrets.pairs(in: beginning(of: text)).map {
            Found(name: $0.name, beginning: masked($0.value))
        }
        var seen: Set<Found> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// What a name and its value tell; nil where the name is harmless or the value an example.
    package static func secret(named name: some StringProtocol, value: some StringProtocol) -> Found? {
        let value = String(value).trimmingQuotes
        guard SecretName.isSecret(name), !Placeholder.isExample(value: value), !namesImage(value) else { return nil }
        return Found(name: String(name), beginning: masked(value))
    }

    /// Whether a value is the name of an image with one of the usual tags, such as `acme/secret:latest`: nobody's secret ends in
    /// one of them.
    private static func namesImage(_ value: String) -> Bool {
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        let last = parts.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard parts.count > 1, last.count == 2, let repository = last.first, let tag = last.last else { return false }
        let names = parts.dropLast() + [repository]
        return names.allSatisfy { name in
            !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || "-_.".utf8.contains($0) }
        } && ["latest", "stable", "slim", "alpine", "main", "edge", "dev"].contains(String(tag))
    }

    /// A text with the values of its secrets taken out; of a long one only the beginning.
    package static func withoutSecrets(_ text: String) -> String {
        let text = beginning(of: text, limit: shownLimit)
        return withoutSecrets(text, replacements(for: text))
    }

    /// The words of a command with the values of its secrets taken out; one word may name what the next one holds.
    ///
    /// Of a long command only the beginning.
    package static func withoutSecrets(_ command: [String]) -> [String] {
        var shown: [String] = []
        var left = shownLimit
        for word in command {
            guard left > 0 else { return withoutSecrets(of: shown) + ["..."] }
            shown.append(beginning(of: word, limit: left))
            left -= word.utf8.count + 1
        }
        return withoutSecrets(of: shown)
    }

    private static func withoutSecrets(of words: [String]) -> [String] {
        let known = replacements(for: words.joined(separator: " "))
        return words.map { withoutSecrets($0, known) }
    }

    /// By scalars, since one character may have any number of them.
    private static func beginning(of text: String, limit: Int) -> String {
        text.utf8.count > limit ? String(text.unicodeScalars.prefix(limit)) + "..." : text
    }

    /// A value as it may be shown: `***` where its name or its form tells that it is a secret.
    package static func shown(_ value: String, named name: String) -> String {
        secret(named: name, value: value) == nil ? withoutSecrets(value) : "***"
    }

    /// `NAME=value` with the value as it may be shown, whatever white space it holds.
    package static func shown(variable: String) -> String {
        guard let sign = variable.firstIndex(of: "=") else { return withoutSecrets(variable) }
        let name = String(variable[..<sign])
        return "\(name)=" + shown(String(variable[variable.index(after: sign)...]), named: name)
    }

    /// What stands for the values that the words of a text give away.
    private static func replacements(for text: String) -> TextReplacements {
        var replacements = TextReplacements()
        for pair in CommandSecrets.pairs(in: beginning(of: text)) { replacements.add(pair.value, with: "***") }
        for word in words(text) {
            if let (name, value) = assignment(word), secret(named: name, value: value) != nil {
                replacements.add(value, with: "***")
            }
            if let password = password(ofURL: word) ?? password(ofLogin: word) {
                replacements.add(":\(password)@", with: ":***@")
            }
        }
        return replacements
    }

    private static func withoutSecrets(_ text: String, _ replacements: TextReplacements) -> String {
        let result = replacements.apply(to: text)
        let bytes = Array(result.utf8)
        var kept: [UInt8] = []
        var position = 0
        for match in forms(in: result) {
            let start = Int(match.offset)
            guard start >= position, start < bytes.count else { continue }
            let visible = match.beginning.utf8.count - (match.beginning.hasSuffix("...") ? 3 : 0)
            kept += bytes[position..<min(bytes.count, start + visible)] + "***".utf8
            let isKey = match.kind == .privateKey || match.kind == .encryptedPrivateKey
            let rest = bytes[start...].dropFirst(visible)
            position =
                isKey
                ? bytes.count : rest.firstIndex { !isLetterOrDigit($0) && !"-_./+=".utf8.contains($0) } ?? bytes.count
        }
        return kept.isEmpty ? result : String(decoding: kept + bytes[position...], as: UTF8.self)
    }

    /// The first characters of a secret, none where it is short.
    static func masked(_ value: String) -> String {
        let count = value.unicodeScalars.count
        return (count < 10 ? "" : String(value.unicodeScalars.prefix(2))) + "*** (\(count) characters)"
    }

    private static func forms(in text: String) -> [SecretMatch] {
        var scanner = SecretScanner()
        unsafe Array(text.utf8.prefix(limit)).withUnsafeBytes { unsafe scanner.append($0) }
        return scanner.finish()
    }

    private static func beginning(of text: String) -> Substring { Substring(text.unicodeScalars.prefix(limit)) }

    /// The words of a text; a value in quotes, as in `NAME="a b"`, is one with its name.
    private static func words(_ text: String) -> [Substring] {
        let text = beginning(of: text)
        let lastQuotes = (single: text.lastIndex(of: "'"), double: text.lastIndex(of: "\""))
        func isClosed(_ quote: Character, from index: Substring.Index) -> Bool {
            switch quote {
            case "'": lastQuotes.single.map { $0 > index } ?? false
            case "\"": lastQuotes.double.map { $0 > index } ?? false
            default: false
            }
        }
        var words: [Substring] = []
        var start = text.startIndex
        var previous: Character = " "
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            defer { previous = character }
            if let open = quote {
                if character == open { quote = nil }
            } else if "=:".contains(previous), isClosed(character, from: index) {
                quote = character
            } else if character.isWhitespace || ";|&()`,{}".contains(character) {
                if start < index { words.append(text[start..<index]) }
                start = text.index(after: index)
            }
        }
        if start < text.endIndex { words.append(text[start...]) }
        return words
    }

    /// `NAME=value`, `--name=value` or `"name":"value"`.
    private static func assignment(_ word: Substring) -> (name: String, value: String)? {
        guard let sign = word.firstIndex(where: { $0 == "=" || $0 == ":" }), sign > word.startIndex else { return nil }
        // The tag of an image stands behind a colon too: acme/secret:latest.
        guard word[sign] == "=" || !word[..<sign].contains("/") else { return nil }
        let name = String(word[..<sign]).trimmingQuotes
        let value = String(word[word.index(after: sign)...]).trimmingQuotes
        guard !value.isEmpty, name.utf8.allSatisfy({ isLetterOrDigit($0) || "_-.:/".utf8.contains($0) }) else {
            return nil
        }
        return (name, value)
    }

    /// The password of `scheme://user:password@host`; nil where there is none or an example.
    private static func password(ofURL word: Substring) -> String? {
        guard let scheme = word.firstRange(of: "://") else { return nil }
        let authority = word[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return nil
        }
        let password = String(authority[authority.index(after: colon)..<at])
        return Placeholder.isExample(value: password) ? nil : password
    }

    /// The password of `user:password@host` without a scheme, which image names and pip's hosts may have; nil for
    /// `name:tag@sha256:...`, addresses of mail and names that npm gives packages.
    private static func password(ofLogin word: Substring) -> String? {
        let login = word.prefix { $0 != "/" }
        guard let at = login.lastIndex(of: "@"), let colon = login[..<at].firstIndex(of: ":"),
            !["mailto", "npm"].contains(login[..<colon].lowercased()),
            !["sha256:", "sha512:"].contains(where: { login[at...].dropFirst().hasPrefix($0) })
        else { return nil }
        let password = String(login[login.index(after: colon)..<at])
        return Placeholder.isExample(value: password) ? nil : password
    }
}
