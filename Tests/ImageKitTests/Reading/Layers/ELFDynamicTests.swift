import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct ELFDynamicTests {
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
        let linkage = try #require(read(TestLibrary.bytes(isBigEndian: isBigEndian)))
        #expect(linkage.needed == ["libssl.so.3", "libc.so.6"])
        #expect(linkage.searchPath == ["$ORIGIN/../libs", "/opt/lib"])
        #expect(linkage.name == nil)
    }

    /// A colon and a combining mark behind it are one character, but two bytes to the linker.
    @Test func splitsTheSearchPathByBytes() throws {
        let linkage = try #require(read(TestLibrary.bytes(searchPath: "/opt/a:\u{301}b:/opt/c")))
        #expect(linkage.searchPath == ["/opt/a", "\u{301}b", "/opt/c"])
    }

    @Test(arguments: [1000, 65536]) func readsFarAway(parts: Int) throws {
        // Behind what is kept of the beginning, the names before the section as linkers and after it as patchelf has them.
        let far = ELFWindow.headLimit + 3_000_000
        #expect(read(TestLibrary.bytes(dynamicAt: far, namesAt: 0x400), parts: parts)?.needed.count == 2)
        #expect(read(TestLibrary.bytes(dynamicAt: far), parts: parts)?.needed.count == 2)
        #expect(read(TestLibrary.bytes(dynamicAt: far, namesAt: far - 5000), parts: parts)?.needed.count == 2)
        // Neither at the beginning nor near the section: not known.
        #expect(read(TestLibrary.bytes(dynamicAt: far, namesAt: far - 2_000_000), parts: parts) == nil)
    }

    @Test func survivesEveryCutAndChange() {
        let file = TestLibrary.bytes()
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
        var libraries = SharedLibraries(tree)
        let linkage = try #require(read(TestLibrary.bytes()))
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
