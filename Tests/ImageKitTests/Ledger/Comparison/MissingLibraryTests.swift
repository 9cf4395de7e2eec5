import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct MissingLibraryTests {
    private func missing(final: (inout TarBuilder) -> Void) async throws -> [MissingLibrary] {
        var base = TarBuilder()
        base.add("usr/lib/libc.so.6", "the C library")
        var builder = TarBuilder()
        let libraries = ["usr/lib/x86_64-linux-gnu/libssl.so.3", "opt/app/libs/own.so"]
        TestDatabase.add([("libssl3", "3.0", libraries)], to: &builder)
        for path in libraries { builder.add(path, "contents of \(path)") }
        let names = ["libssl.so.3", "libc.so.6", "own.so", "nowhere.so"]
        builder.add("opt/app/bin/tool", contents: TestLibrary.bytes(names: names))
        var copied = TarBuilder()
        copied.add("app/tool", contents: TestLibrary.bytes(names: names))
        final(&copied)
        let stages = StageComparison(
            from: try await TestImage.analysis([base.archive, builder.archive], readsLinkage: true),
            to: try await TestImage.analysis([base.archive, copied.archive], readsLinkage: true))
        return stages.missingLibraries
    }

    @Test func namesWhatWasLeftBehind() async throws {
        let missing = try await missing { _ in }
        #expect(missing.map(\.name) == ["libssl.so.3", "own.so"])
        #expect(missing.map(\.file.string) == ["app/tool", "app/tool"])
        #expect(missing.map(\.library.string) == ["usr/lib/x86_64-linux-gnu/libssl.so.3", "opt/app/libs/own.so"])
        #expect(missing.map(\.package) == ["libssl3", "libssl3"])
    }

    @Test func isContentWithALibraryInAnyFolder() async throws {
        let missing = try await missing { final in
            final.add("srv/elsewhere/libssl.so.3", "another build")
            final.add("app/libs/own.so", "another build")
        }
        #expect(missing.isEmpty)
    }

    @Test func takesALinkToNothingForMissing() async throws {
        let missing = try await missing { final in
            final.add("usr/lib/libssl.so.3", type: "2", link: "libssl.so.3.0")
            final.add("app/libs/own.so", "another build")
        }
        #expect(missing.map(\.name) == ["libssl.so.3"])
    }
}
