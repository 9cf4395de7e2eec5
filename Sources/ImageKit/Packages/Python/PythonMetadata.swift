import ImageReading

/// The fields of a METADATA or PKG-INFO file: the core metadata specification.
struct PythonMetadata {
    /// One field as it stands in the file.
    struct Field: Hashable {
        /// The name in lower case.
        var name: String
        var value: String
    }

    private(set) var fields: [Field] = []
    /// What is wrong with the file, one sentence each.
    private(set) var remarks: [String] = []

    /// Reads the header; what follows the first empty line is the description and no field.
    init(_ bytes: some Collection<UInt8>) {
        var malformed = 0
        for line in bytes.lines {
            if line.isEmpty { break }
            if line[line.startIndex].isBlank {
                append(continuation: line)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), PythonMetadata.isName(line[..<colon]) {
                let name = String(decoding: line[..<colon], as: UTF8.self).asciiLowercased
                fields.append(Field(name: name, value: text(line[(colon + 1)...].trimmingSpaces)))
            } else {
                malformed += 1
            }
        }
        if malformed > 0 { remarks.append("\(malformed) lines of the metadata are no fields") }
        if !remarks.isEmpty { remarks = Set(remarks).sorted() }
        for name in ["name", "version"] where values(name).count > 1 {
            remarks.append("the field \(name) is repeated; the first one counts")
        }
    }

    private static func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private mutating func append(continuation line: ArraySlice<UInt8>) {
        guard !fields.isEmpty else {
            remarks.append("the metadata begins with a continuation line")
            return
        }
        fields[fields.count - 1].value += "\n" + text(line.trimmingSpaces)
    }

    private mutating func text(_ bytes: [UInt8]) -> String {
        if String(validating: bytes, as: UTF8.self) == nil { remarks.append("the metadata is not UTF-8") }
        return DisplayText.decoded(bytes)
    }

    /// All values of a field, without empty ones and without setuptools' `UNKNOWN`.
    func values(_ name: String) -> [String] {
        fields.compactMap { $0.name == name && !$0.value.isEmpty && $0.value != "UNKNOWN" ? $0.value : nil }
    }

    /// The first value of a field.
    func value(_ name: String) -> String? { values(name).first }
}
