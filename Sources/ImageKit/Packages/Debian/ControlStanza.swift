import ImageReading

/// One stanza of a ``ControlFile``: fields in the order written.
public struct ControlStanza: Sendable {
    /// A line that is not as it should be; the fields around it are kept.
    public struct Malformation: Error, Sendable, Hashable {
        /// The number of the line in the file, the first being 1.
        public let line: Int
        /// What is wrong with the line, as a clause without a full stop.
        public let reason: String
    }

    struct Field: Sendable {
        let name: Range<Int>
        var value: Range<Int>
        let line: Int
        let hash: UInt32
    }

    /// The number of the stanza's first line in the file, the first being 1.
    public let line: Int
    /// The lines that are not as they should be, at most ``malformationLimit`` of them.
    public private(set) var malformations: [Malformation] = []
    private let bytes: [UInt8]
    private(set) var fields: [Field] = []

    /// How many fields of a stanza are kept; real ones have about 30.
    public static let fieldLimit = 256
    /// How many malformed lines of a stanza are told.
    public static let malformationLimit = 16

    init(bytes: [UInt8], line: Int) {
        self.bytes = bytes
        self.line = line
        fields.reserveCapacity(24)
    }

    /// The names of all fields as written and in the order written.
    public var fieldNames: [String] { fields.map { DisplayText.decoded(bytes[$0.name]) } }

    /// The value of a field: all its lines, without space around them, line breaks and indentation inside as written.
    ///
    /// - Parameter name: the field's name in any case.
    /// - Returns: nil where the stanza has no such field; the first one where it has several.
    public func bytes(of name: String) -> ArraySlice<UInt8>? {
        let hash = ControlStanza.hash(name.utf8)
        for field in fields where field.hash == hash && matches(bytes[field.name], name.utf8) {
            return bytes[field.value]
        }
        return nil
    }

    /// The value of a field as text; bytes that are not UTF-8 are written as `\xNN`.
    ///
    /// - Parameter name: the field's name in any case.
    /// - Returns: nil where the stanza has no such field.
    public func text(of name: String) -> String? { bytes(of: name).map { DisplayText.decoded($0) } }

    /// The first line of a field as text; bytes that are not UTF-8 are written as `\xNN`.
    ///
    /// - Parameter name: the field's name in any case.
    /// - Returns: nil where the stanza has no such field; empty where the value starts on the next line.
    public func firstLine(of name: String) -> String? {
        bytes(of: name).map { DisplayText.decoded($0.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }) }
    }

    /// The number of the line on which a field starts; nil where the stanza has no such field.
    public func line(of name: String) -> Int? {
        let hash = ControlStanza.hash(name.utf8)
        return fields.first { $0.hash == hash && matches(bytes[$0.name], name.utf8) }?.line
    }

    func contains(_ field: Field) -> Bool {
        fields.contains { $0.hash == field.hash && matches(bytes[$0.name], bytes[field.name]) }
    }

    /// Adds a field and returns whether the lines that continue it are wanted.
    mutating func append(_ field: Field) -> Bool {
        guard fields.count < ControlStanza.fieldLimit else {
            let reason = "the stanza has more than \(ControlStanza.fieldLimit) fields"
            report(Malformation(line: field.line, reason: reason))
            return false
        }
        guard !contains(field) else {
            let name = DisplayText.decoded(bytes[field.name])
            report(Malformation(line: field.line, reason: "the field \(name) was there before"))
            return false
        }
        fields.append(field)
        return true
    }

    mutating func extendLastValue(to end: Int) {
        guard let last = fields.indices.last else { return }
        fields[last].value = fields[last].value.lowerBound..<end
    }

    mutating func report(_ malformation: Malformation) {
        if malformations.count < ControlStanza.malformationLimit { malformations.append(malformation) }
    }
}

extension ControlStanza {
    // FNV-1a over the name in lower case. Comparing names costs one comparison of numbers, so that a stanza of nothing but
    // short field names stays cheap.
    static let initialHash: UInt32 = 0x811C_9DC5

    @inline(__always)
    static func combine(_ hash: UInt32, _ byte: UInt8) -> UInt32 { (hash ^ UInt32(byte.lowercased)) &* 0x0100_0193 }

    static func hash(_ name: some Sequence<UInt8>) -> UInt32 { name.reduce(initialHash, combine) }
}

private func matches(_ left: ArraySlice<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    left.elementsEqual(right) { $0.lowercased == $1.lowercased }
}
