import Foundation
import Testing

/// `--cache` and `imagescan cache`.
@Suite struct CacheCommandTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private static let commands = [
        ["inventory", "-o", "json"], ["layers", "-o", "json"], ["usage", "-o", "json", "--duplicates"],
        ["check", "-o", "json", "--fail-on", "never"], ["licenses", "-o", "json"], ["why", "-o", "json", "python3"],
        ["sbom", "-o", "spdx-json", "--files"], ["advise", "-o", "json"], ["files", "-o", "json"],
    ]

    @Test(arguments: [Fixtures.full, Fixtures.slim], commands)
    func changesNothing(_ image: String, _ command: [String]) async throws {
        let arguments = [command[0], image] + command.dropFirst()
        let plain = try await Program().run(arguments)
        for round in ["cold", "warm"] {
            let cached = try await Program().run(arguments + ["--cache", scratch.path("cache")])
            #expect(cached.output == plain.output, "\(round)")
            #expect(cached.status == plain.status && cached.message == plain.message, "\(round)")
        }
        var program = Program()
        program.input = .pipe(Fixtures.url(image))
        program.environment = ["SOURCE_DATE_EPOCH": "0"]
        let piped = try await program.run([command[0], "-"] + command.dropFirst())
        program.environment["IMAGESCAN_CACHE"] = scratch.path("cache")
        #expect(try await program.run([command[0], "-"] + command.dropFirst()).output == piped.output)
    }

    @Test func readsNoLayerTwice() async throws {
        let cache = scratch.path("cache")
        let cold = try await Program().run("inventory", Fixtures.full, "--cache", cache, "-v")
        let warm = try await Program().run("inventory", Fixtures.full, "--cache", cache, "-v")
        #expect(cold.message.contains("0 of 6 layers were in the cache"))
        #expect(warm.message.contains("6 of 6 layers were in the cache"))
        let unverified = try await Program().run("inventory", Fixtures.full, "--cache", cache, "-v", "--no-verify")
        #expect(!unverified.message.contains("in the cache"))
    }

    @Test func aPipeIsHashedAllTheSame() async throws {
        let cache = scratch.path("cache")
        #expect(try await Program().run("inventory", Fixtures.full, "--cache", cache).status == 0)
        // A byte in the middle of the archive, which is in a layer.
        var bytes = [UInt8](try Data(contentsOf: Fixtures.url(Fixtures.full)))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: scratch.url("damaged.tar"))
        var program = Program()
        program.input = .pipe(scratch.url("damaged.tar"))
        let piped = try await program.run("inventory", "-", "--cache", cache)
        #expect(piped.status == 1 && piped.message.contains("digest"))
        let refused = try await Program().run("validate", scratch.path("damaged.tar"), "--cache", cache)
        #expect(refused.status == 64 && refused.message.contains("leave out --cache"))
        var validating = Program()
        validating.environment["IMAGESCAN_CACHE"] = cache
        #expect(try await validating.run("validate", scratch.path("damaged.tar")).status == 1)
    }

    @Test func showsAndPrunes() async throws {
        let cache = scratch.path("cache")
        _ = try await Program().run("inventory", Fixtures.full, "--cache", cache)
        let shown = try await Program().run("cache", "show", cache)
        #expect(shown.status == 0)
        #expect(shown.text.contains(": 6 layers, "))
        #expect(shown.text.components(separatedBy: "sha256:").count == 7)
        let pruned = try await Program().run("cache", "prune", cache, "--max-size", "0")
        #expect(pruned.text.hasPrefix("Removed 6 layers, ") && pruned.text.hasSuffix("Left: 0 layers, 0 B.\n"))
        var program = Program()
        program.environment = ["IMAGESCAN_CACHE": cache]
        #expect(try await program.run("cache", "show").text.contains(": 0 layers, 0 B"))
    }

    /// The folder may hold other things, which are nobody's to remove, and lie in folders that are not there yet.
    @Test func prunesNothingElse() async throws {
        let cache = scratch.path("a/b/cache")
        #expect(try await Program().run("inventory", Fixtures.full, "--cache", cache).status == 0)
        try Data("precious".utf8).write(to: scratch.url("a/b/cache/base.layer"))
        let name = String(repeating: "a", count: 64) + ".layer"
        try FileManager.default.createDirectory(atPath: cache + "/" + name, withIntermediateDirectories: false)
        let pruned = try await Program().run("cache", "prune", cache, "--max-size", "0")
        #expect(pruned.text.hasPrefix("Removed 6 layers, "))
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache).sorted() == [name, "base.layer"])
    }

    @Test func saysWhatIsWrongWithAFolder() async throws {
        let missing = try await Program().run("cache", "show", scratch.path("none"))
        #expect(missing.status == 1 && missing.message.contains("no such folder"))
        #expect(try await Program().run("cache", "show").status == 64)
        #expect(try await Program().run("cache", "prune", scratch.path("none"), "--max-size", "much").status == 64)
        let nowhere = try await Program().run("inventory", Fixtures.full, "--cache", "/proc/none/cache")
        #expect(nowhere.status == 1 && nowhere.message.contains("the folder of the cache can't be made"))
        let open = scratch.path("open")
        try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: open)
        let refused = try await Program().run("inventory", Fixtures.full, "--cache", open)
        #expect(refused.status == 1 && refused.message.contains("chmod o-w"))
    }

    @Test func manyRunsShareOne() async throws {
        let cache = scratch.path("cache")
        let plain = try await Program().run("inventory", Fixtures.full, "-o", "json")
        try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
            for _ in 0..<12 {
                group.addTask { try await Program().run("inventory", Fixtures.full, "-o", "json", "--cache", cache) }
            }
            for try await outcome in group { #expect(outcome.output == plain.output) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache).allSatisfy { $0.hasSuffix(".layer") })
    }
}
