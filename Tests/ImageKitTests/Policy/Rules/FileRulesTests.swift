import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Rules on the files, their modes and what lower layers still hold.
struct FileRulesTests {
    @Test func `counts what apt left, in the layer that holds it`() async throws {
        var (first, second) = (TarBuilder(), TarBuilder())
        first.add("var/lib/apt/lists/deb_main_Packages", "12345")
        first.add("var/lib/apt/lists/lock", "")
        first.add("var/cache/apt/pkgcache.bin", "123")
        second.add("var/lib/apt/lists/.wh.deb_main_Packages", "")
        var image = TestPolicy()
        image.layers = [first, second]
        let judgement = try await image.judge("apt-caches")
        #expect(judgement.evidence.map(\.subject) == ["/var/cache/apt", "/var/lib/apt/lists"])
        #expect(
            judgement.evidence.map(\.detail) == [
                "1 file, 3 B", "1 file, 5 B, deleted in layer 1, still in layer 0",
            ])
        let live = try await image.judge("apt-caches", "lower-layers: false")
        #expect(live.evidence.map(\.subject) == ["/var/cache/apt"])
        #expect(
            try await TestPolicy.files { $0.add("var/lib/apt/lists/lock", "") }.judge("apt-caches").verdict == .pass)
    }

    @Test func `finds what everybody can write`() async throws {
        let image = TestPolicy.files { tar in
            tar.add("app/open", contents: [1], mode: 0o666)
            tar.add("app/closed", contents: [1], mode: 0o664)
            tar.add("app/link", type: "2", link: "closed", mode: 0o777)
            tar.add("tmp/", type: "5", mode: 0o1777)
            tar.add("data/", type: "5", mode: 0o777)
        }
        let judgement = try await image.judge("no-world-writable")
        #expect(judgement.evidence.map(\.subject) == ["/app/open", "/data"])
        #expect(try await image.judge("no-world-writable", "allow: [/data, /app/*]").verdict == .pass)
    }

    @Test func `finds every name of a setuid file, and a mode that a later layer sets`() async throws {
        var (first, second) = (TarBuilder(), TarBuilder())
        first.add("bin/su", contents: [1], mode: 0o4755)
        first.add("bin/other", type: "1", link: "bin/su")
        first.add("bin/plain", contents: [1], mode: 0o755)
        first.add("bin/fixed", contents: [1], mode: 0o2755)
        second.add("bin/fixed", contents: [1], mode: 0o755)
        second.add("bin/plain", contents: [1], mode: 0o2755)
        var image = TestPolicy()
        image.layers = [first, second]
        let judgement = try await image.judge("no-setuid")
        #expect(judgement.evidence.map(\.subject) == ["/bin/other", "/bin/plain", "/bin/su"])
        #expect(try await image.judge("no-setuid", "allow: /bin/*").verdict == .pass)
    }

    @Test func `finds stray files and leaves packages' own alone`() async throws {
        let image = TestPolicy.files { tar in
            TestDatabase.add([("p", "1", ["usr/share/p/Dockerfile"])], to: &tar)
            tar.add("usr/share/p/Dockerfile", "FROM x")
            tar.add("app/Dockerfile", "FROM x")
            tar.add("app/.git/HEAD", "ref")
            tar.add("app/.git/.dockerignore", "inside")
            tar.add("app/.vscode/", type: "5")
            tar.add("tmp/", type: "5", mode: 0o1777)
            tar.add("tmp/left.bin", "123")
            tar.add("app/main.py", "print()")
            tar.add(Array("app/\u{1B}[31m.git".utf8), contents: [1])
        }
        let judgement = try await image.judge("no-stray-files")
        #expect(judgement.evidence.map(\.subject) == ["/app/.git", "/app/Dockerfile", "/tmp/left.bin"])
        #expect(judgement.evidence.map(\.detail) == ["2 files, 9 B", "6 B", "3 B"])
        #expect(try await image.judge("no-stray-files", "allow: [/app/*, /tmp/*]").verdict == .pass)
        #expect(try await image.judge("no-stray-files", "also: /app/main.py").evidence.count == 4)
    }
}
