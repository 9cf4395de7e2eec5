/// Reads a line of comma-separated values (RFC 4180) by its bytes.
enum CommaSeparatedLine {
    /// The fields; nil where a quote stands in the wrong place.
    static func fields(_ line: String) -> [String]? {
        var fields: [[UInt8]] = [[]]
        var rest = Array(line.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: ","): fields.append([])
            case UInt8(ascii: "\""):
                guard fields[fields.count - 1].isEmpty else { return nil }
                while true {
                    guard let next = rest.popFirst() else { return nil }
                    if next == UInt8(ascii: "\"") {
                        guard rest.first == next else { break }
                        rest.removeFirst()
                    }
                    fields[fields.count - 1].append(next)
                }
                guard rest.isEmpty || rest.first == UInt8(ascii: ",") else { return nil }
            default: fields[fields.count - 1].append(byte)
            }
        }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Reads a row of a table of GitHub's Markdown by its bytes.
enum MarkdownRow {
    /// The number of cells: a backslash takes the meaning of the byte behind it, also inside code.
    static func cells(_ line: String) -> Int {
        var count = -1
        var isEscaped = false
        for byte in line.utf8 {
            if !isEscaped, byte == UInt8(ascii: "|") { count += 1 }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return count
    }
}
