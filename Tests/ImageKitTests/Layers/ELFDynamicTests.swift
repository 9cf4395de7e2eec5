import Testing

@testable import ImageKit

@Suite struct ELFDynamicTests {
    /// A library with a dynamic section at an offset and its names behind it.
    private func library(
        dynamicAt offset: Int = 0x200, names: [String] = ["libssl.so.3", "libc.so.6"], namesAt namesOffset: Int? = nil,
        isBigEndian: Bool = false
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
        table += Array("$ORIGIN/../libs:/opt/lib".utf8) + [0]
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

    private func read(_ file: [UInt8], parts: Int = 65536) -> ELFDynamic? {
        var window = ELFWindow()
        var position = 0
        while position < file.count {
            let part = Array(file[position..<min(file.count, position + parts)])
            unsafe part.withUnsafeBytes { unsafe window.append($0) }
            position += parts
        }
        return window.finish()
    }

    @Test(arguments: [false, true]) func readsWhatIsNeeded(isBigEndian: Bool) throws {
        let linkage = try #require(read(library(isBigEndian: isBigEndian)))
        #expect(linkage.needed == ["libssl.so.3", "libc.so.6"])
        #expect(linkage.searchPath == ["$ORIGIN/../libs", "/opt/lib"])
        #expect(linkage.name == nil)
    }

    @Test(arguments: [1000, 65536]) func readsFarAway(parts: Int) throws {
        // Behind what is kept of the beginning, the names before the section as linkers and after it as patchelf has them.
        let far = ELFWindow.headLimit + 3_000_000
        #expect(read(library(dynamicAt: far, namesAt: 0x400), parts: parts)?.needed.count == 2)
        #expect(read(library(dynamicAt: far), parts: parts)?.needed.count == 2)
        #expect(read(library(dynamicAt: far, namesAt: far - 5000), parts: parts)?.needed.count == 2)
        // Neither at the beginning nor near the section: not known.
        #expect(read(library(dynamicAt: far, namesAt: far - 2_000_000), parts: parts) == nil)
    }

    @Test func survivesEveryCutAndChange() {
        let file = library()
        for length in 0..<file.count { _ = read(Array(file.prefix(length))) }
        for position in 0..<min(file.count, 0x500) {
            for value in [0, 0x7F, 0xFF] as [UInt8] {
                var damaged = file
                damaged[position] = value
                _ = read(damaged)
            }
        }
        #expect(read([]) == nil)
        #expect(read(Array("#!/bin/sh\n".utf8)) == nil)
    }

    @Test func findsLibrariesWhereTheLinkerLooks() throws {
        var layer = TestLayer()
        for path in [
            "usr/lib/x86_64-linux-gnu/libssl.so.3.0", "opt/app/libs/own.so", "opt/app/bin/x.so", "usr/lib/libz.so",
        ] {
            try layer.add(file: path, "x")
        }
        try layer.add(link: "usr/lib/x86_64-linux-gnu/libssl.so.3", to: "libssl.so.3.0")
        try layer.add(link: "lib", to: "usr/lib")
        let tree = TestLayer.tree(layer)
        let libraries = SharedLibraries(tree)
        let linkage = try #require(read(library()))
        let user = try #require(tree.lookup("opt/app/bin/x.so"))
        func find(_ name: String) -> String? {
            libraries.find(name, for: user, linkage).map { tree.path(of: $0).string }
        }
        #expect(find("libssl.so.3") == "usr/lib/x86_64-linux-gnu/libssl.so.3.0")
        #expect(find("own.so") == "opt/app/libs/own.so")
        #expect(find("libz.so") == "usr/lib/libz.so")
        #expect(find("/usr/lib/libz.so") == "usr/lib/libz.so")
        #expect(find("missing.so") == nil)
    }
}
