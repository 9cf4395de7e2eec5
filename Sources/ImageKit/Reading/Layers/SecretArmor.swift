/// Private keys between `-----BEGIN` and `-----END` (RFC 7468, RFC 1421, RFC 9580).
enum SecretArmor {
    /// How many characters of base 64 make a body; the smallest real key, Ed25519 in PKCS 8, has 64.
    private static let smallestBody = 56
    private static let longestLabel = 48
    /// How many bytes of headers may stand in front of the body, and how much of a line is looked at.
    private static let longestHeaders = 320

    /// What stands behind `-----BEGIN `: nil unless it is the label of a private key with a body behind it.
    ///
    /// Programs that read keys hold the marker alone; a test or a JSON document holds the body in quotes or with `\n`.
    static func match(_ text: ArraySlice<UInt8>) -> (kind: SecretKind, beginning: String)? {
        let label = text.prefix(longestLabel).prefix { isLetterOrDigit($0) || $0 == 0x20 }
        let name = String(decoding: label, as: UTF8.self)
        guard name.hasSuffix("PRIVATE KEY") || name == "PGP PRIVATE KEY BLOCK",
            text.dropFirst(label.count).starts(with: "-----".utf8)
        else { return nil }
        var rest = text.dropFirst(label.count + 5)
        var isEncrypted = name.hasPrefix("ENCRYPTED")
        var body: [UInt8] = []
        var headers = 0
        while body.count < smallestBody, !rest.isEmpty {
            let line = nextLine(&rest)
            if line.contains(0x3A) {
                // Proc-Type, DEK-Info, Version, Comment: a header, which only stands in front.
                headers += line.count
                guard body.isEmpty, headers <= longestHeaders else { return nil }
                if line.starts(with: "Proc-Type".utf8), line.firstRange(of: Array("ENCRYPTED".utf8)) != nil {
                    isEncrypted = true
                }
                continue
            }
            guard line.allSatisfy({ isLetterOrDigit($0) || "+/=".utf8.contains($0) }) else { return nil }
            body += line
        }
        guard body.count >= smallestBody, !Placeholder.isExample(token: body[...], needsDigit: false) else {
            return nil
        }
        return (isEncrypted ? .encryptedPrivateKey : .privateKey, "-----BEGIN \(name)-----")
    }

    /// The beginning of the next line without what a programming language or JSON puts around it; `\n` ends a line too.
    private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = rest.startIndex
        let last = rest.prefix(longestHeaders + 1).endIndex
        while end < last, rest[end] != 0x0A {
            if rest[end] == 0x5C, end + 1 < rest.endIndex, [0x6E, 0x72].contains(rest[end + 1]) { break }
            end += 1
        }
        var line = rest[..<end]
        rest = rest[end...].dropFirst(end < rest.endIndex && rest[end] == 0x5C ? 2 : 1)
        let around = Array(" \t\r\"'`,;\\#*".utf8)
        while let first = line.first, around.contains(first) { line = line.dropFirst() }
        while let last = line.last, around.contains(last) { line = line.dropLast() }
        return line
    }
}
