import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// What an archive was not read for is never a wrong result: it is read later, or asking for it is an error.
@Suite struct ReadOptionsTests {
    private let folder: TemporaryFolder
    private static let secrets = "AKIAQYLPMN5HFIQR7XYA\nghp_16C7e42F292c6912E7710c838347Ae178B4a\n"

    init() throws { folder = try TemporaryFolder() }

    private func sample() -> ImageBuilder {
        var base = TarBuilder()
        base.add("etc/app.conf", ReadOptionsTests.secrets)
        base.add("etc/app.yaml", "a: b\n")
        return ImageBuilder(layers: [base.archive])
    }

    private func write(_ image: ImageBuilder) throws -> (plain: String, compressed: String) {
        let bytes = try image.archive(.ociArchive)
        return try (folder.write(bytes, to: "a.tar"), folder.write(Compressor.gzip(bytes), to: "a.tar.gz"))
    }

    /// Opens an archive with some options and analyzes its image with others.
    private func analyze(
        _ path: String, opening: ScanOptions = ScanOptions(), with options: ScanOptions = ScanOptions()
    ) async throws -> ImageAnalysis {
        try await ImageAnalyzer(options: options).analyze(ImageArchive(path: path, options: opening).image())
    }

    private func refusal(
        _ path: String, opening: ScanOptions = ScanOptions(), with options: ScanOptions = ScanOptions()
    ) async throws -> ImageError? {
        try await ImageError.of { try await analyze(path, opening: opening, with: options) }
    }

    @Test func looksForSecretsInEveryArchiveOrSaysThatItCannot() async throws {
        let (plain, compressed) = try write(sample())
        var options = ScanOptions()
        options.scansSecrets = true
        #expect(try await analyze(plain, with: options).secrets?.count == 2)
        let error = try #require(try await refusal(compressed, with: options))
        #expect(error.code == .notAsked && error.archive == compressed)
        #expect(
            error.reason
                == "the archive can be read only once and was opened without asking for secrets (scansSecrets); "
                + "open it with the options of the analysis")
        #expect(try await analyze(compressed, opening: options, with: options).secrets?.count == 2)
    }

    @Test func verifiesEveryArchiveOrSaysThatItCannot() async throws {
        var image = sample()
        image.layers = [TarBuilder().archive]
        var other = TarBuilder()
        other.add("other", "text")
        var tar = TarBuilder()
        for member in try image.members(.dockerFlat) {
            tar.add(member.name, contents: member.name.hasSuffix(".tar") ? other.archive : member.contents)
        }
        let plain = try folder.write(tar.archive, to: "wrong.tar")
        let compressed = try folder.write(Compressor.gzip(tar.archive), to: "wrong.tar.gz")
        var trusting = ScanOptions()
        trusting.verifiesLayers = false
        #expect(try await refusal(plain, opening: trusting)?.code == .diffIDMismatch)
        let error = try #require(try await refusal(compressed, opening: trusting))
        #expect(error.code == .notAsked && error.reason.contains("digests of layers (verifiesLayers)"))
        #expect(try await refusal(compressed)?.code == .diffIDMismatch)
        for path in [plain, compressed] {
            #expect(try await analyze(path, opening: trusting, with: trusting).isVerified == false)
        }
    }

    /// The layers of a pipe come before the configuration that says how they are hashed.
    @Test(arguments: [Digest.Algorithm.sha256, .sha512], [Digest.Algorithm.sha256, .sha512])
    func verifiesDiffIDsOfEitherHash(_ blobs: Digest.Algorithm, _ diffs: Digest.Algorithm) async throws {
        var image = sample()
        (image.blobAlgorithm, image.diffAlgorithm) = (blobs, diffs)
        for compression in [CompressionFormat.none, .gzip] {
            image.compression = compression
            let (plain, compressed) = try write(image)
            #expect(try await analyze(plain).isVerified)
            if blobs == .sha256, diffs == .sha512 {
                let error = try #require(try await refusal(compressed))
                #expect(error.reason.contains("was not computed; give the file, not compressed"))
            } else {
                #expect(try await analyze(compressed).isVerified)
            }
            var wrong = image
            wrong.describedLayers = [TarBuilder().archive]
            for path in try [write(wrong).plain]
                + (blobs == .sha256 && diffs == .sha512 ? [] : [write(wrong).compressed])
            {
                #expect(try await refusal(path)?.code == .diffIDMismatch)
            }
        }
    }

    private static let askings: [(word: String, ask: @Sendable (inout ScanOptions) -> Void)] = [
        ("file contents (contentIdentity)", { $0.contentIdentity = .digest }),
        ("file contents (contentIdentity)", { $0.booksBytes = true }),
        ("md5, sha512 of files (fileHashes)", { $0.fileHashes = [.sha512, .md5] }),
        ("linked libraries (readsLinkage)", { $0.readsLinkage = true }),
        ("files for licenses of dpkg", { $0.readsLicenses = true }),
        ("files for mine (captures)", { $0.captures = [CaptureRule("mine") { _ in nil }] }),
    ]

    @Test(arguments: askings.indices)
    func refusesWhatWasNotAskedFor(_ index: Int) async throws {
        let (plain, compressed) = try write(sample())
        var options = ScanOptions()
        ReadOptionsTests.askings[index].ask(&options)
        #expect(try await refusal(plain, with: options) == nil)
        let error = try #require(try await refusal(compressed, with: options))
        #expect(error.code == .notAsked)
        #expect(error.reason.contains("without asking for \(ReadOptionsTests.askings[index].word)"))
        #expect(try await refusal(compressed, opening: options, with: options) == nil)
        // What was read beyond what is wanted is no harm.
        #expect(try await refusal(compressed, opening: options) == nil)
    }

    @Test func refusesFilesThatARuleOfTheSameNameDidNotKeep() async throws {
        let (plain, compressed) = try write(sample())
        func rule(_ suffix: String, _ mode: CaptureMode) -> ScanOptions {
            var options = ScanOptions()
            options.captures = [
                CaptureRule("mine") { $0.name.reversed().starts(with: suffix.utf8.reversed()) ? mode : nil }
            ]
            return options
        }
        let opening = rule(".conf", .controlFile)
        #expect(try await refusal(plain, opening: opening, with: rule(".yaml", .whole)) == nil)
        for (suffix, mode, path) in [
            (".yaml", CaptureMode.whole, "/etc/app.yaml"), (".conf", .whole, "/etc/app.conf"),
        ] {
            let error = try #require(try await refusal(compressed, opening: opening, with: rule(suffix, mode)))
            #expect(error.code == .notAsked && error.reason.contains("asking for \(path) (captures); "))
        }
        #expect(try await refusal(compressed, opening: opening, with: rule(".conf", .headerFields)) == nil)
        #expect(try await refusal(compressed, opening: opening, with: rule(".nothing", .whole)) == nil)
    }

    @Test(arguments: Limits.Name.allCases)
    func refusesALayerThatWasReadWithOtherLimits(_ name: Limits.Name) async throws {
        let (plain, compressed) = try write(sample())
        var options = ScanOptions()
        let value = try #require(options.limits[name.rawValue]) - 1
        options.limits[name.rawValue] = value
        #expect(try await refusal(plain, with: options) == nil)
        let error = try await refusal(compressed, with: options)
        #expect(error?.code == (name.boundsLayers ? .notAsked : nil))
        if let error { #expect(error.reason.contains("the limit \(name.rawValue) = \(value) (limits)")) }
    }

    @Test func refusesAttestationsThatWereNotAskedFor() throws {
        var image = try AttestedImage()
        try image.addBuildKit([("https://example.com/predicate", image.statement("https://example.com/p", ["a": 1]))])
        let plain = try ImageArchive(path: folder.write(image.archive, to: "a.tar"))
        #expect(try plain.attestations(for: plain.image()).attestations.count == 1)
        let path = try folder.write(Compressor.gzip(image.archive), to: "a.tar.gz")
        let compressed = try ImageArchive(path: path)
        let error = try #require(throws: ImageError.self) { try compressed.attestations(for: compressed.image()) }
        #expect(error.code == .notAsked && error.reason.contains("attestations (readsAttestations)"))
        var options = ScanOptions()
        options.readsAttestations = true
        let asked = try ImageArchive(path: path, options: options)
        #expect(try asked.attestations(for: asked.image()).attestations.count == 1)
    }

    @Test func validatesWithOneValueOrNotAtAll() async throws {
        var layer = TarBuilder()
        let site = "usr/lib/python3.11/site-packages"
        layer.add("\(site)/demo-2.0.dist-info/METADATA", "Name: demo\nVersion: 2.0\n\nText\n")
        layer.add("\(site)/demo-2.0.dist-info/RECORD", "demo.py,sha512=\(String(repeating: "A", count: 86)),6\n")
        layer.add("\(site)/demo.py", "x = 1\n")
        let (plain, compressed) = try write(ImageBuilder(layers: [layer.archive]))
        for checksFiles in [true, false] {
            let validator = ImageValidator(checksFiles: checksFiles)
            for path in [plain, compressed] {
                let validation = try await validator.validate(ImageArchive(path: path, options: validator.options))
                #expect(validation.isValid)
                // A digest of a rare kind is only computed where a layer can be read again.
                if checksFiles {
                    let files = try #require(validation.files?.first?.integrity.files)
                    #expect(files.unchecked == (path == plain ? 0 : 1) && files.changed == (path == plain ? 1 : 0))
                }
            }
        }
        // That nothing was asked for is no damage of the archive.
        let error = try await ImageError.of {
            try await ImageValidator(checksFiles: true).validate(ImageArchive(path: compressed))
        }
        #expect(error?.code == .notAsked)
        var trusting = ScanOptions()
        trusting.verifiesLayers = false
        let other = try ImageArchive(path: compressed, options: trusting)
        #expect(try await ImageError.of { try await ImageValidator().validate(other) }?.code == .notAsked)
    }
}
