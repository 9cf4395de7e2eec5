@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// A shared library of the parts that the dynamic linker reads.
enum TestLibrary {
    /// A library with a dynamic section at an offset and its names behind it.
    static func bytes(
        dynamicAt offset: Int = 0x200, names: [String] = ["libssl.so.3", "libc.so.6"], namesAt namesOffset: Int? = nil,
        searchPath: String = "$ORIGIN/../libs:/opt/lib", isBigEndian: Bool = false
    ) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isBigEndian ? bytes.reversed() : bytes
        }
        var table: [UInt8] = [0]
        var entries: [(Int, Int)] = []
        for name in names {
            entries.append((1, table.count))
            table += Array(name.utf8) + [0]
        }
        entries.append((29, table.count))
        table += Array(searchPath.utf8) + [0]
        let start = namesOffset ?? offset + 0x200
        entries += [(5, start + 0x1000), (0, 0)]
        let dynamic = entries.flatMap { number($0.0, 8) + number($0.1, 8) }
        var file: [UInt8] = ELFHeader.magic + [2, isBigEndian ? 2 : 1, 1] + [UInt8](repeating: 0, count: 9)
        file += number(3, 2) + number(62, 2) + number(1, 4) + number(0, 8) + number(64, 8) + number(0, 8)
        file += number(0, 4) + number(64, 2) + number(56, 2) + number(2, 2) + number(0, 6)
        let size = max(offset + dynamic.count, start + table.count)
        for (type, at, length) in [(1, 0, size), (2, offset, dynamic.count)] {
            file += number(type, 4) + number(0, 4) + number(at, 8) + number(at + 0x1000, 8) + number(0, 8)
            file += number(length, 8) + number(length, 8) + number(8, 8)
        }
        file += [UInt8](repeating: 0, count: size - file.count)
        file.replaceSubrange(offset..<offset + dynamic.count, with: dynamic)
        file.replaceSubrange(start..<start + table.count, with: table)
        return file
    }
}
