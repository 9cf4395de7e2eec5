import ImageReading

extension Distribution {
    /// Where os-release stands, the first one there is being the one that counts.
    static let releasePaths: [BytePath] = ["etc/os-release", "usr/lib/os-release"]

    /// Reads the distribution of a tree; nil where the tree has no os-release that names one.
    init?(of tree: FileTree) {
        for path in Distribution.releasePaths {
            guard let node = tree.lookup(path), let contents = tree.contents(of: node) else { continue }
            self.init(osRelease: contents)
            return
        }
        return nil
    }

    /// Parses an os-release file; nil where it has no ID.
    ///
    /// The file is a list of shell assignments; it is read as data: quotes and backslashes are taken away, nothing is
    /// expanded, and the last assignment of a name counts (os-release(5)).
    ///
    /// - Parameter bytes: the whole file; need not be UTF-8.
    public init?(osRelease bytes: [UInt8]) {
        var values: [String: String] = [:]
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            let line = line.drop(while: isBlank)
            guard line.first != UInt8(ascii: "#"), let equals = line.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = DisplayText.decoded(unquoted(line[line.index(after: equals)...]))
            values[DisplayText.decoded(line[..<equals])] = value.isEmpty ? nil : value
        }
        guard let id = values["ID"] else { return nil }
        self.init(
            id: id.lowercased(), versionID: values["VERSION_ID"], codename: values["VERSION_CODENAME"],
            prettyName: values["PRETTY_NAME"])
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

/// The value of an assignment up to the first space outside quotes.
private func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var quote: UInt8?
    var rest = text
    while let byte = rest.popFirst() {
        switch byte {
        case quote: quote = nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            if quote == nil { quote = byte } else { result.append(byte) }
        case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"):
            guard let next = rest.first else { return result }
            // Inside double quotes a backslash stands for itself before most characters.
            if quote == nil || "\"$`\\".utf8.contains(next) { rest.removeFirst() } else { result.append(byte) }
            if quote == nil || "\"$`\\".utf8.contains(next) { result.append(next) }
        case _ where quote == nil && isBlank(byte): return result
        default: result.append(byte)
        }
    }
    return result
}
