import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct DocumentKindTests {
    /// CVE-2021-41190: readers would disagree on what such a document is.
    @Test(arguments: ["manifests", "fsLayers", "history"]) func aManifestHasNothingOfOtherDocuments(_ member: String) {
        let plain =
            "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:\(String(repeating: "0", count: 64))\",\"size\":2},\"layers\":[]"
        #expect(throws: Never.self) {
            try JSONDocument.decode(ImageManifest.self, from: Array((plain + "}").utf8), name: "m")
        }
        let error = #expect(throws: ImageError.self) {
            try JSONDocument.decode(ImageManifest.self, from: Array((plain + ",\"\(member)\":[]}").utf8), name: "m")
        }
        #expect(error?.reason.contains("CVE-2021-41190") == true)
    }
}

@Suite struct DigestTests {
    private static let zeros = String(repeating: "0", count: 64)

    @Test func readsAndWrites() throws {
        let text = "sha256:" + Self.zeros
        #expect(try #require(Digest(text)).description == text)
        #expect(Digest("sha512:" + Self.zeros + Self.zeros)?.algorithm == .sha512)
    }

    @Test(arguments: [
        "", ":", "sha256", "sha256:", "sha256:\(zeros)0", "sha256:\(zeros.dropLast())", "sha256:\(zeros.dropLast())A",
        "SHA256:\(zeros)", "sha512:\(zeros)", "md5:\(zeros)", " sha256:\(zeros)", "sha256:\(zeros) ",
        "sha256:\(zeros.dropLast())/", "sha256:../../\(zeros.dropLast(6))", "sha256:sha256:\(zeros.dropLast(7))",
        "sha256:\(zeros.dropLast())\u{660}",
    ])
    func refuses(text: String) {
        #expect(Digest(text) == nil)
    }

    @Test func hashesBytes() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(Digest.of([], algorithm: .sha256).hex == empty)
        #expect(Digest.of(Array("abc".utf8), algorithm: .sha512).hex.hasPrefix("ddaf35a193617aba"))
    }
}

@Suite struct MediaTypeTests {
    @Test(
        arguments: [
            ("application/vnd.oci.image.layer.v1.tar", .tar(MediaType.CompressionName.none)),
            ("application/vnd.oci.image.layer.v1.tar+gzip", .tar(.gzip)),
            ("application/vnd.oci.image.layer.v1.tar+zstd", .tar(.zstd)),
            ("application/vnd.docker.image.rootfs.diff.tar", .tar(MediaType.CompressionName.none)),
            ("application/vnd.docker.image.rootfs.diff.tar.gzip", .tar(.gzip)),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", .foreign(.gzip)),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", .foreign(.gzip)),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar", .foreign(MediaType.CompressionName.none)),
            ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", .encrypted),
            ("application/vnd.oci.image.layer.v1.tar+encrypted", .encrypted),
            ("application/vnd.oci.image.layer.v1.tar+lzma", .unknown),
            ("application/vnd.oci.image.layer.v1.tarball", .unknown),
            ("application/vnd.in-toto+json", .unknown), ("", .unknown),
        ] as [(String, MediaType.LayerKind)])
    func tellsLayersApart(type: String, kind: MediaType.LayerKind) {
        #expect(MediaType(rawValue: type).layerKind == kind)
    }
}

@Suite struct PlatformTests {
    @Test(arguments: [
        ("linux/amd64", "linux/amd64"), ("linux/x86_64", "linux/amd64"), ("linux/aarch64", "linux/arm64"),
        ("linux/arm/v7", "linux/arm/v7"),
    ])
    func readsText(text: String, expected: String) {
        #expect(Platform(text)?.description == expected)
    }

    @Test(arguments: ["", "linux", "/", "linux/", "/amd64", "linux//v7", "linux/arm/v7/x"])
    func refusesText(text: String) { #expect(Platform(text) == nil) }

    @Test(arguments: [
        ("linux/arm64", "linux/arm64", true), ("linux/arm64/v8", "linux/arm64", true),
        ("linux/arm64", "linux/arm64/v8", true), ("linux/arm/v6", "linux/arm/v7", true),
        ("linux/arm/v7", "linux/arm/v6", false),
        ("windows/amd64", "linux/amd64", false), ("linux/amd64", "linux/arm64", false),
    ])
    func satisfiesRequests(image: String, wanted: String, expected: Bool) throws {
        #expect(try #require(Platform(image)).satisfies(try #require(Platform(wanted))) == expected)
    }
}

@Suite struct DescriptorTests {
    @Test func knowsAttestations() throws {
        var descriptor = Descriptor(mediaType: .ociManifest, digest: Digest.of([], algorithm: .sha256), size: 0)
        #expect(!descriptor.isAttestation)
        descriptor.platform = Platform(os: "unknown", architecture: "unknown")
        #expect(descriptor.isAttestation)
        descriptor.platform = Platform(os: "linux", architecture: "amd64")
        #expect(!descriptor.isAttestation)
        descriptor.annotations = ["vnd.docker.reference.type": "attestation-manifest"]
        #expect(descriptor.isAttestation)
    }
}
