@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Reads a dpkg database and apt's marks and settings, each a section of the input.
enum DebianTarget: FuzzTarget {
    private static let places = [
        "var/lib/dpkg/status", "var/lib/dpkg/info/NAME.list", "var/lib/dpkg/info/NAME.md5sums",
        "var/lib/dpkg/diversions", "var/lib/dpkg/status.d/NAME", "var/lib/dpkg/status.d/NAME.md5sums",
        "var/lib/apt/extended_states", "etc/apt/apt.conf.d/01autoremove", "etc/os-release",
    ]

    static func run(_ input: FuzzInput) throws {
        var input = input
        let choice = input.takeChoice()
        let sections = input.sections
        let name = ControlFile(sections.first ?? []).lazy.compactMap { $0.text(of: "Package") }.first { name in
            !name.isEmpty && name.utf8.count < 100 && !name.utf8.contains(where: { $0 == 0 || $0 == 0x2F })
        }
        var layer = TestLayer()
        for path in ["usr/bin/tool", "usr/share/doc/tool/copyright", "etc/tool.conf", "usr/bin/tool.distrib"] {
            try layer.add(file: path, bytes: Array(path.utf8), isKept: false)
        }
        for (place, section) in zip(places, sections) where !section.isEmpty {
            let path = BytePath(Array(place.replacing("NAME", with: name ?? "tool").utf8))
            try layer.add(file: path?.string ?? place, bytes: section)
        }
        for section in sections { expectSameStanzas(section, choice: choice) }
        try InventoryProperties.expect(of: TestLayer.tree(layer), ecosystem: DebianEcosystem())
    }

    /// A control file is cut to the same bytes in whatever parts it comes, and its stanzas read the same behind it.
    private static func expectSameStanzas(_ bytes: [UInt8], choice: UInt8) {
        let chunk = [1, 3, 64, 1000][Int(choice) % 4]
        let limit = choice & 0x80 == 0 ? 1 << 20 : 100
        let whole = filtered(bytes, atATime: max(1, bytes.count), limit: limit)
        expect(whole == filtered(bytes, atATime: chunk, limit: limit), "the cut depends on the size of the parts")
        guard limit > bytes.count else { return }
        expect(whole == bytes, "something is cut below the limit")
    }

    private static func filtered(_ bytes: [UInt8], atATime count: Int, limit: Int) -> [UInt8] {
        var filter = FieldFilter(fieldLimit: limit, stopsAtEmptyLine: false)
        for start in stride(from: 0, to: bytes.count, by: count) {
            unsafe bytes[start..<min(start + count, bytes.count)].withUnsafeBytes { unsafe filter.append($0) }
        }
        return filter.bytes
    }
}
