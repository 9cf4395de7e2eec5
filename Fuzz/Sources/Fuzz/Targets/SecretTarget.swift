@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Looks for secrets in a file that comes in whatever parts, and that begins anywhere in the scanner's window.
enum SecretTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        var input = input
        let choice = Int(input.takeChoice())
        let whole = matches(in: input.bytes, atATime: max(1, input.bytes.count))
        for match in whole {
            expect(input.bytes.indices.contains(Int(match.offset)), "a secret at \(match.offset)")
            expectPrintable(DisplayText.escaped(match.beginning))
        }
        let part = [1, 3, 100, 1000][choice % 4]
        expect(matches(in: input.bytes, atATime: part) == whole, "what is found depends on the size of the parts")
        // The window is 64 KiB: here the input lies across its end.
        let before = Array(repeating: UInt8(ascii: "\n"), count: (64 << 10) - 8 * (choice / 4) - 1)
        let moved = matches(in: before + input.bytes, atATime: 1 << 20)
        let expected = matches(in: [UInt8(ascii: "\n")] + input.bytes, atATime: 1 << 20).map { match in
            SecretMatch(kind: match.kind, beginning: match.beginning, offset: match.offset + Int64(before.count) - 1)
        }
        expect(moved == expected, "what is found depends on where it lies: \(expected), \(moved)")
    }

    private static func matches(in bytes: [UInt8], atATime count: Int) -> [SecretMatch] {
        var scanner = SecretScanner()
        for start in stride(from: 0, to: bytes.count, by: count) {
            unsafe bytes[start..<min(start + count, bytes.count)].withUnsafeBytes { unsafe scanner.append($0) }
        }
        return scanner.finish()
    }
}
