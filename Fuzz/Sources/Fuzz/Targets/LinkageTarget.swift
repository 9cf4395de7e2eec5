@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads the dynamic section of a program or library.
enum LinkageTarget: FuzzTarget {
    static func run(_ input: FuzzInput) throws {
        var input = input
        let chunk = [1, 63, 64, 4095, 4096][Int(input.takeChoice()) % 5]
        let whole = linkage(input.bytes, atATime: max(1, input.bytes.count))
        expect(whole == linkage(input.bytes, atATime: chunk), "the linkage depends on the size of the parts")
        for name in whole?.needed ?? [] { expect(name.utf8.count <= 4 * ELFDynamic.nameLimit, "a name is too long") }
    }

    private static func linkage(_ bytes: [UInt8], atATime count: Int) -> ELFDynamic? {
        var window = ELFWindow()
        for start in stride(from: 0, to: bytes.count, by: count) {
            unsafe bytes[start..<min(start + count, bytes.count)].withUnsafeBytes { unsafe window.append($0) }
        }
        return window.finish()
    }
}
