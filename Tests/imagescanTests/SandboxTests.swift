import Foundation
import Testing

/// The program gives up what it does not need before it reads an image.
@Suite struct SandboxTests {
    /// What strace saw of the calls that enter a sandbox; nil where it can't trace here.
    private static func trace(_ arguments: [String]) throws -> String? {
        let scratch = try Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.currentDirectoryURL = Fixtures.folder
        process.arguments =
            [
                "strace", "-f", "-o", scratch.path("trace"), "-e",
                "trace=landlock_create_ruleset,landlock_restrict_self,seccomp", Program.url.path,
            ] + arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? try? scratch.text("trace") : nil
    }

    private static let sandboxed = try? trace(["layers", Fixtures.slim])

    private static let canTrace: Bool = {
        #if os(Linux)
        if sandboxed != nil { return true }
        #endif
        Fixtures.note("SKIPPED: strace is missing or may not trace here, entering the sandbox is not seen")
        return false
    }()

    @Test(.enabled(if: canTrace, "strace is missing or may not trace here"))
    func isEntered() throws {
        let lines = try #require(SandboxTests.sandboxed).split(separator: "\n")
        #expect(lines.contains { $0.contains("seccomp(SECCOMP_SET_MODE_FILTER") && $0.hasSuffix("= 0") })
        let version = lines.first { $0.contains("LANDLOCK_CREATE_RULESET_VERSION") || $0.contains("(NULL, 0, ") }
        guard let version, !version.contains("= -1") else {
            Fixtures.note("SKIPPED: this kernel has no Landlock, the restriction of files is not seen")
            return
        }
        #expect(lines.contains { $0.contains("landlock_restrict_self(") && $0.hasSuffix("= 0") })
    }

    @Test(.enabled(if: canTrace, "strace is missing or may not trace here"))
    func canBeLeftOut() throws {
        let trace = try #require(try SandboxTests.trace(["layers", Fixtures.slim, "--no-sandbox"]))
        #expect(!trace.contains("landlock_restrict_self") && !trace.contains("seccomp("))
    }

    @Test(arguments: [
        ["inventory", Fixtures.full], ["layers", Fixtures.full], ["usage", Fixtures.full, "--by", "cause"],
        ["usage", Fixtures.full, "--removable"], ["why", Fixtures.full, "click"], ["advise", Fixtures.full],
        ["compare", Fixtures.full, Fixtures.slim, "--files"], ["validate", Fixtures.full],
    ])
    func changesNoResult(_ arguments: [String]) async throws {
        let inside = try await Program().run(arguments)
        let outside = try await Program().run(arguments + ["--no-sandbox"])
        #expect(inside.status == 0)
        #expect(inside.output == outside.output)
        #expect(inside.errors == outside.errors)
    }
}
