import Foundation
import Testing

/// How an image is named: files, pipes, prefixes, references and platforms.
@Suite struct ImageChoiceTests {
    /// The table without the line that names a reference or file.
    private func rows(_ outcome: Program.Outcome) -> [Substring] {
        outcome.text.split(separator: "\n").filter { !$0.hasPrefix("Image ") }
    }

    @Test(arguments: [Fixtures.full, Fixtures.slim])
    func readsStandardInput(_ image: String) async throws {
        var program = Program()
        let expected = try await program.run("inventory", image)
        for input in [Program.Input.file(Fixtures.url(image)), .pipe(Fixtures.url(image))] {
            program.input = input
            let outcome = try await program.run("inventory", "-")
            #expect(outcome.status == 0)
            #expect(rows(outcome) == rows(expected))
        }
    }

    @Test func choosesFromAPipe() async throws {
        var program = Program()
        program.input = .pipe(Fixtures.url(Fixtures.full))
        let outcome = try await program.run("layers", "-#full", "-o", "json")
        #expect(outcome.status == 0)
        let other = try await program.run("layers", "-#sha256:0123456789ab")
        #expect(other.status == 1)
        #expect(other.message.hasPrefix("imagescan: standard input: no image named sha256:0123456789ab"))
    }

    @Test func readsTheRestOfAPipeThatIsCutShort() async throws {
        let scratch = try Scratch()
        let data = try Data(contentsOf: Fixtures.url(Fixtures.slim))
        try data.prefix(data.count / 2).write(to: scratch.url("cut.tar"))
        var program = Program()
        for input in [Program.Input.file(scratch.url("cut.tar")), .pipe(scratch.url("cut.tar")), .nothing] {
            program.input = input
            let outcome = try await program.run("inventory", "-")
            #expect(outcome.status == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.message.hasPrefix("imagescan: standard input"))
        }
    }

    @Test(arguments: [
        ("docker-archive:" + Fixtures.slim, "docker-archive"), ("oci-archive:" + Fixtures.full, "oci-archive"),
    ])
    func acceptsPrefixes(_ image: String, _ format: String) async throws {
        let outcome = try await Program().run("validate", image)
        #expect(outcome.status == 0)
        #expect(outcome.text.contains("(\(format))"))
    }

    @Test(arguments: [
        ("oci-archive:" + Fixtures.slim, "the format is docker-archive, not oci-archive"),
        ("docker-archive:" + Fixtures.full, "the format is oci-archive, not docker-archive"),
        ("oci-dir:" + Fixtures.full, "the format is oci-archive, not oci-dir"),
        ("no-such-file.tar", "No such file or directory"), ("README.md", "README.md"), (".", "no manifest.json"),
        (Fixtures.full + "#no-such-tag", "no image named no-such-tag is in the archive; there is:\n  demo:full"),
    ])
    func endsWith1AndOneReason(_ image: String, _ reason: String) async throws {
        let outcome = try await Program().run("inventory", image)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.hasPrefix("imagescan: "))
        #expect(outcome.message.contains(reason))
    }

    @Test(arguments: ["#demo:full", "#full", "#docker.io/library/demo:full"])
    func choosesByReference(_ reference: String) async throws {
        let outcome = try await Program().run("inventory", Fixtures.full + reference)
        #expect(outcome.status == 0)
        try Golden.expect(outcome.text, equals: "inventory-full.txt")
    }

    @Test func readsAFileWhoseNameHasTheMark() async throws {
        let scratch = try Scratch()
        try FileManager.default.copyItem(at: Fixtures.url(Fixtures.slim), to: scratch.url("a#b.tar"))
        #expect(try await Program().run("inventory", scratch.path("a#b.tar")).status == 0)
        #expect(try await Program().run("inventory", scratch.path("a#b.tar#slim")).status == 0)
    }

    @Test func refusesAnotherPlatform() async throws {
        let outcome = try await Program().run("inventory", Fixtures.full, "--platform", "linux/arm64")
        #expect(outcome.status == 1)
        #expect(outcome.message.contains("no image for linux/arm64 is in the archive; there is:\n  demo:full"))
        #expect(try await Program().run("inventory", Fixtures.full, "--platform", "linux/amd64").status == 0)
    }

    @Test(
        .enabled(if: Fixtures.hasShapes, "generated/shapes is missing"),
        arguments: ["podman-two.docker.tar", "several.layout"])
    func listsSeveralImages(_ shape: String) async throws {
        let path = Fixtures.shapes.appendingPathComponent(shape).path
        let outcome = try await Program().run("inventory", path)
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.message.contains("2 images fit; choose one with #reference or --platform:"))
        #expect(outcome.message.contains("demo:full") && outcome.message.contains("demo:slim"))
        for name in ["full", "slim"] {
            #expect(try await Program().run("inventory", "\(path)#demo:\(name)").status == 0)
        }
        let all = try await Program().run("validate", path)
        #expect(all.status == 0)
        #expect(all.text.contains("demo:full") && all.text.contains("demo:slim"))
    }

    @Test(
        .enabled(if: Fixtures.hasShapes, "generated/shapes is missing"),
        arguments: ["platforms.layout", "nested.layout"])
    func choosesByPlatform(_ shape: String) async throws {
        let path = Fixtures.shapes.appendingPathComponent(shape).path
        let outcome = try await Program().run("inventory", path)
        #expect(outcome.status == 1)
        #expect(outcome.message.contains("linux/amd64") && outcome.message.contains("linux/arm64"))
        for platform in ["linux/amd64", "linux/arm64"] {
            let chosen = try await Program().run("inventory", path, "--platform", platform)
            #expect(chosen.status == 0)
            #expect(chosen.text.contains("Platform \(platform)"))
        }
    }

    @Test(
        .enabled(if: Fixtures.hasShapes, "generated/shapes is missing"),
        arguments: ["skopeo-gzip.oci.tar", "skopeo-zstd.oci.tar", "podman.docker.tar", "buildah.oci.tar"])
    func booksTheSameThroughAPipe(_ shape: String) async throws {
        let url = Fixtures.shapes.appendingPathComponent(shape)
        let read = try await Program().run("usage", url.path, "-o", "json")
        var program = Program()
        program.input = .pipe(url)
        let piped = try await program.run("usage", "-", "-o", "json")
        #expect(read.status == 0)
        #expect(piped.text.replacing("\"standard input\"", with: "\"\(url.path)\"") == read.text)
    }

    @Test func saysLessAndMore() async throws {
        // A media type that fits no layer of the demo: the archive of shapes has none, so a diagnostic is made here.
        let scratch = try Scratch()
        let data = try Data(contentsOf: Fixtures.url(Fixtures.full))
        try (data + Data("trailing".utf8)).write(to: scratch.url("a.tar"))
        let path = scratch.path("a.tar")
        let plain = try await Program().run("inventory", path)
        let quiet = try await Program().run("inventory", path, "-q")
        let verbose = try await Program().run("inventory", path, "-v")
        #expect(plain.status == 0 && quiet.status == 0 && verbose.status == 0)
        #expect(plain.output == quiet.output && plain.output == verbose.output)
        #expect(quiet.errors.isEmpty)
        #expect(plain.message.hasPrefix("warning: "))
        #expect(verbose.errors == plain.errors)
    }
}
