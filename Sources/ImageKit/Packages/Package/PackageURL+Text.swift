extension PackageURL: CustomStringConvertible {
    /// Parses a package URL.
    ///
    /// Slashes after the scheme and upper case in scheme and type are accepted; keys of qualifiers must be in lower case.
    ///
    /// - Throws: a violation that says what is wrong.
    public init(_ text: String) throws(Violation) { try self.init(text, acceptsAnyCaseInKeys: false) }

    /// Parses a package URL whose qualifiers may have keys in any case.
    ///
    /// - Throws: a violation that says what is wrong.
    public init(normalizing text: String) throws(Violation) { try self.init(text, acceptsAnyCaseInKeys: true) }

    private init(_ text: String, acceptsAnyCaseInKeys: Bool) throws(Violation) {
        var rest = text.utf8[...]
        let subpath = try rest.cutLast(UInt8(ascii: "#")).map { text throws(Violation) in try decodedPath(text) }
        let query = rest.cutLast(UInt8(ascii: "?"))
        let qualifiers = try decodedQualifiers(query, acceptsAnyCaseInKeys: acceptsAnyCaseInKeys)

        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")), text[..<colon].lowercased() == "pkg" else {
            throw Violation("a package URL starts with 'pkg:'")
        }
        rest = rest[rest.index(after: colon)...].trimming(UInt8(ascii: "/"))
        guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
            throw Violation("the type or the name is missing")
        }
        let type = String(text[rest.startIndex..<slash])
        rest = rest[rest.index(after: slash)...]
        let version = try rest.cutLast(UInt8(ascii: "@")).map { text throws(Violation) in try decoded(text) }
        // What is left is a name where no slash precedes it.
        let name = rest.cutLast(UInt8(ascii: "/"))
        self.init(
            type: type, namespace: name == nil ? nil : try decodedPath(rest), name: try decoded(name ?? rest),
            version: version, qualifiers: qualifiers, subpath: subpath)
        try validate()
    }

    /// The canonical text.
    public var description: String {
        var text = "pkg:\(type)/"
        if let namespace { text += encodedPath(namespace) + "/" }
        text += encoded(name)
        if let version { text += "@" + encoded(version) }
        if !qualifiers.isEmpty {
            let pairs = qualifiers.sorted { $0.key < $1.key }
            text += "?" + pairs.map { "\($0.key)=\(encoded($0.value))" }.joined(separator: "&")
        }
        if let subpath { text += "#" + encodedPath(subpath) }
        return text
    }
}

private typealias Part = Substring.UTF8View

extension Part {
    /// Removes the last separator and what follows it; returns what followed, or nil where there is none.
    fileprivate mutating func cutLast(_ separator: UInt8) -> Part? {
        guard let index = lastIndex(of: separator) else { return nil }
        let tail = self[self.index(after: index)...]
        self = self[..<index]
        return tail
    }

    fileprivate func trimming(_ byte: UInt8) -> Part {
        var result = self.drop { $0 == byte }
        while result.last == byte { result.removeLast() }
        return result
    }
}

private func decodedQualifiers(
    _ query: Part?, acceptsAnyCaseInKeys: Bool
) throws(PackageURL.Violation) -> [String: String] {
    var qualifiers: [String: String] = [:]
    for pair in query?.split(separator: UInt8(ascii: "&")) ?? [] {
        guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else {
            throw PackageURL.Violation("the qualifier '\(Substring(pair))' has no value")
        }
        let written = String(Substring(pair[..<equals]))
        let key = written.lowercased()
        guard acceptsAnyCaseInKeys || key == written else {
            throw PackageURL.Violation("the qualifier '\(written)' is not in lower case")
        }
        let value = try decoded(pair[pair.index(after: equals)...])
        guard qualifiers.updateValue(value, forKey: key) == nil else {
            throw PackageURL.Violation("the qualifier '\(key)' is given twice")
        }
    }
    return qualifiers
}

private func decodedPath(_ path: Part) throws(PackageURL.Violation) -> String {
    var segments: [String] = []
    for segment in path.split(separator: UInt8(ascii: "/")) {
        let text = try decoded(segment)
        guard !text.utf8.contains(UInt8(ascii: "/")) else {
            throw PackageURL.Violation("'\(Substring(segment))' hides a slash in one segment of a path")
        }
        segments.append(text)
    }
    return segments.joined(separator: "/")
}

private func decoded(_ part: Part) throws(PackageURL.Violation) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(part.count)
    var rest = part
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
            throw PackageURL.Violation("'\(Substring(part))' has a '%' without two hexadecimal digits")
        }
        bytes.append(high << 4 | low)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw PackageURL.Violation("'\(Substring(part))' is not UTF-8")
    }
    return text
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}

private func encodedPath(_ path: String) -> String {
    path.utf8.split(separator: UInt8(ascii: "/")).map { encoded(String(Substring($0))) }.joined(separator: "/")
}

private func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
        switch byte {
        // "Character encoding": a colon is never encoded.
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: ":"):
            bytes.append(byte)
        default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
