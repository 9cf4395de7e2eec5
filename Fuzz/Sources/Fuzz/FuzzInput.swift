/// The bytes of one input; the last ones choose among the ways to read the others.
struct FuzzInput {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Takes the last byte; zero where there is none.
    mutating func takeChoice() -> UInt8 { bytes.popLast() ?? 0 }

    /// The parts between bytes that are no part of any text.
    var sections: [[UInt8]] { bytes.split(separator: 0xFF, omittingEmptySubsequences: false).map { Array($0) } }

    /// The lines as text; other bytes than UTF-8 as the library shows them.
    var lines: [String] { bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) } }
}
