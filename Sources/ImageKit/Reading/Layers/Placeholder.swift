/// Tells a value that stands for a secret from one.
package enum Placeholder {
    /// What examples have in them, in lower case.
    private static let words = [
        "example", "placeholder", "changeme", "change_me", "change-me", "replaceme", "replace_me", "redacted", "dummy",
        "your_", "your-", "yourtoken", "insert", "xxxx", "0123456789", "1234567890", "123456789a", "abcdefgh",
        "notreal",
        "fake",
    ]

    /// Whether a token of a known form is an example: such a word, few different characters, or no digit among letters.
    package static func isExample(token: ArraySlice<UInt8>, needsDigit: Bool) -> Bool {
        guard Set(token).count >= min(8, token.count / 2) else { return true }
        if needsDigit {
            guard token.contains(where: { (0x30...0x39).contains($0) }),
                token.contains(where: { !(0x30...0x39).contains($0) })
            else { return true }
        }
        // A long body of base 64 has any word of four letters in it by chance.
        let text = String(decoding: token.prefix(100), as: UTF8.self).lowercased()
        return words.contains { $0.utf8.count > (token.count > 60 ? 6 : 3) && text.contains($0) }
    }

    /// Whether a value that stands behind a secret's name is none: empty, a reference, a switch, a path or an example.
    package static func isExample(value: String) -> Bool {
        let text = String(value.unicodeScalars.prefix(200)).lowercased().trimmingQuotes
        guard text.unicodeScalars.count >= 4 else { return true }
        if ["***", "$", "<", "{{", "%"].contains(where: text.hasPrefix) { return true }
        // A file that holds the secret, or a service that has it, is what one should name.
        if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("file:") || text.contains("://") {
            return true
        }
        if plain.contains(text) || Set(text).count < 3 { return true }
        return words.contains { text.contains($0) }
    }

    private static let plain: Set<String> = [
        "true", "false", "none", "null", "nil", "undefined", "unset", "enabled", "disabled", "default", "required",
        "optional", "empty", "todo", "tbd", "test", "secret", "password", "token", "key", "string", "value", "auto",
    ]
}

extension String {
    /// The text without white space and quotes around it.
    package var trimmingQuotes: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace || first == "\"" || first == "'" { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace || last == "\"" || last == "'" { text = text.dropLast() }
        return String(text)
    }
}
