/// Permission bits as chmod takes them: octal digits.
enum FileMode {
    /// What such a text is, for an error.
    static let form = "octal permission bits such as 755 or 0644"

    static func parse(_ text: String) -> UInt16? {
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
        guard digits.utf8.allSatisfy({ (0x30...0x37).contains($0) }), let mode = UInt16(digits, radix: 8) else {
            return nil
        }
        return mode <= 0o7777 ? mode : nil
    }
}
