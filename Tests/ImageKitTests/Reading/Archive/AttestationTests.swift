import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

@Suite struct AttestationTests {
    private static let early = "https://slsa.dev/provenance/v0.2"
    private static let spdx = "https://spdx.dev/Document"

    /// Provenance in the shape in which BuildKit writes it.
    private static var provenance: [String: Any] {
        [
            "builder": ["id": "https://example.org/runs/1"], "buildType": "https://mobyproject.org/buildkit@v1",
            "invocation": ["configSource": ["entryPoint": "Dockerfile"], "parameters": ["frontend": "dockerfile.v0"]],
            "materials": [["uri": "pkg:docker/python@3.11?platform=linux%2Famd64", "digest": ["sha256": "ab"]]],
            "metadata": [
                "buildStartedOn": "2026-01-01T00:00:00Z", "buildFinishedOn": "2026-01-01T00:01:00Z",
                "https://mobyproject.org/buildkit@v1#metadata": [
                    "vcs": ["source": "https://example.org/app.git", "revision": "c0ffee"]
                ],
            ],
        ]
    }

    private static var document: [String: Any] {
        [
            "spdxVersion": "SPDX-2.3", "name": "sbom", "creationInfo": ["creators": ["Tool: scanner-1"]],
            "packages": [
                [
                    "name": "a", "versionInfo": "1", "licenseDeclared": "NOASSERTION", "licenseConcluded": "MIT",
                    "externalRefs": [
                        [
                            "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                            "referenceLocator": "pkg:deb/debian/a@1?arch=all",
                        ]
                    ],
                ]
            ],
        ]
    }

    @Test func readsWhatBuildKitWrites() throws {
        var image = try AttestedImage()
        try image.addBuildKit([
            (AttestationTests.spdx, image.statement(AttestationTests.spdx, AttestationTests.document)),
            (AttestationTests.early, image.statement(AttestationTests.early, AttestationTests.provenance)),
        ])
        let found = try image.read()
        #expect(found.diagnostics.isEmpty)
        #expect(found.attestations.map(\.predicateType) == [AttestationTests.spdx, AttestationTests.early])
        #expect(found.attestations.allSatisfy { $0.matchesImage == true && $0.link == .buildKit })
        let bill = try #require(found.attestations.first?.bill)
        #expect(bill.format == "SPDX-2.3" && bill.creators == ["Tool: scanner-1"])
        #expect(bill.components.map(\.purl) == ["pkg:deb/debian/a@1?arch=all"])
        #expect(bill.components.map(\.license) == ["MIT"])
        let provenance = try #require(found.attestations.last?.provenance)
        #expect(provenance.builder == "https://example.org/runs/1")
        #expect(provenance.source == "https://example.org/app.git" && provenance.revision == "c0ffee")
        #expect(provenance.materials.map(\.digest) == [["sha256": "ab"]])
    }

    @Test func readsProvenanceOfTheLaterVersionInAnEnvelope() throws {
        let type = "https://slsa.dev/provenance/v1"
        var image = try AttestedImage()
        let statement = try image.statement(
            type,
            [
                "buildDefinition": [
                    "buildType": "t", "resolvedDependencies": [["uri": "u"]],
                    "externalParameters": ["configSource": ["uri": "git", "digest": ["sha1": "d"]]],
                ],
                "runDetails": ["builder": ["id": "b"], "metadata": ["startedOn": "s"]],
            ])
        for encoded in [
            Data(statement).base64EncodedString(), Data(statement).base64EncodedString().replacing("=", with: ""),
        ] {
            let envelope = try ImageBuilder.json([
                "payloadType": "application/vnd.in-toto+json", "payload": encoded, "signatures": [["sig": "x"]],
            ])
            try image.addArtifact(
                envelope, type: "application/vnd.dsse.envelope.v1+json", tag: "sha256-\(image.digest.hex).att")
        }
        let found = try image.read()
        #expect(found.diagnostics.isEmpty)
        let attestation = try #require(found.attestations.first)
        #expect(attestation.link == .tag && attestation.signatureCount == 1 && attestation.matchesImage == true)
        let provenance = try #require(attestation.provenance)
        #expect(provenance.builder == "b" && provenance.source == "git" && provenance.revision == "d")
        #expect(provenance.materials.map(\.uri) == ["u"])
    }

    @Test func readsPlainDocumentsThatReferToTheImage() throws {
        var image = try AttestedImage()
        let document = try ImageBuilder.json([
            "bomFormat": "CycloneDX", "specVersion": "1.6",
            "components": [
                [
                    "name": "b", "version": "2", "purl": "pkg:pypi/b@2", "licenses": [["license": ["id": "MIT"]]],
                    "components": [["name": "c", "group": "g"], ["type": "file", "name": "f"]],
                ]
            ],
        ])
        try image.addArtifact(document, type: "application/vnd.cyclonedx+json")
        let found = try image.read()
        #expect(found.diagnostics.isEmpty)
        let attestation = try #require(found.attestations.first)
        #expect(attestation.link == .referrer && attestation.matchesImage == nil)
        #expect(attestation.predicateType == "https://cyclonedx.org/bom")
        #expect(attestation.bill?.components.map(\.name) == ["b", "g/c"])
    }

    @Test func tellsAStatementAboutSomethingElse() throws {
        var image = try AttestedImage()
        let other = String(repeating: "1", count: 64)
        try image.addBuildKit([
            (
                AttestationTests.early,
                image.statement(AttestationTests.early, AttestationTests.provenance, digest: other)
            )
        ])
        #expect(try image.read().attestations.map(\.matchesImage) == [false])
    }

    @Test func leavesOutWhatSpeaksOfOtherImages() throws {
        var image = try AttestedImage()
        try image.addBuildKit(
            [(AttestationTests.early, image.statement(AttestationTests.early, AttestationTests.provenance))],
            reference: "sha256:" + String(repeating: "1", count: 64))
        let found = try image.read()
        #expect(found.attestations.isEmpty && found.diagnostics.isEmpty)
    }

    @Test(arguments: [
        "not json", "[]", "{}", "{\"_type\":1}", "{\"payload\":\"!\",\"payloadType\":\"x\"}", "{\"payload\":\"\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://slsa.dev/provenance/v1\"}",
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicateType\":\"https://spdx.dev/Document\",\"predicate\":7}",
    ])
    func remarksOnDamageAndReadsTheRest(_ text: String) throws {
        var image = try AttestedImage()
        try image.addBuildKit([
            (AttestationTests.spdx, Array(text.utf8)),
            (AttestationTests.early, image.statement(AttestationTests.early, AttestationTests.provenance)),
        ])
        let found = try image.read()
        #expect(found.attestations.count == 1)
        #expect(found.diagnostics.map(\.code) == [.unreadableAttestation])
        #expect(found.diagnostics.first?.path?.contains("blobs/sha256/") == true)
    }

    @Test func checksDigestsTypesAndSizes() throws {
        var image = try AttestedImage()
        let statement = try image.statement(AttestationTests.early, AttestationTests.provenance)
        try image.addBuildKit([(AttestationTests.early, statement)])
        var options = ScanOptions()
        options.limits.attestation = 10
        #expect(try image.read(options).diagnostics.map(\.code) == [.unreadableAttestation])
        var changed = statement
        changed[changed.count - 1] = 0x20
        image.damage(statement, to: changed)
        let found = try image.read()
        #expect(found.attestations.isEmpty)
        #expect(found.diagnostics.first?.message.contains("digest") == true)
        var foreign = try AttestedImage()
        try foreign.addBuildKit([(AttestationTests.early, statement)], mediaType: "text/plain")
        #expect(try foreign.read().diagnostics.first?.message.contains("text/plain") == true)
    }

    @Test func readsACycloneDXStatementAndPlainSPDX() throws {
        let type = "https://cyclonedx.org/bom"
        var image = try AttestedImage()
        let document: [String: Any] = ["bomFormat": "CycloneDX", "components": [["name": "b", "version": "2"]]]
        try image.addBuildKit([(type, image.statement(type, document))])
        try image.addArtifact(
            ImageBuilder.json(AttestationTests.document), type: "text/spdx+json", tag: "sha256-\(image.digest.hex).sbom"
        )
        let found = try image.read()
        #expect(found.diagnostics.isEmpty)
        #expect(Set(found.attestations.map(\.predicateType)) == [type, AttestationTests.spdx])
        #expect(found.attestations.compactMap(\.bill).map(\.format).sorted() == ["CycloneDX", "SPDX-2.3"])
    }

    @Test func readsEnvelopesInTheAlphabetOfURLs() throws {
        var image = try AttestedImage()
        var predicate = AttestationTests.provenance
        predicate["buildType"] = "~~~???>>>"
        let statement = try image.statement(AttestationTests.early, predicate)
        let payload = Data(statement).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        #expect(payload.contains("_") || payload.contains("-"))
        let envelope = try ImageBuilder.json(["payloadType": "application/vnd.in-toto+json", "payload": payload])
        try image.addArtifact(envelope, type: "application/vnd.dsse.envelope.v1+json")
        let attestation = try #require(image.read().attestations.first)
        #expect(attestation.provenance?.buildType == "~~~???>>>" && attestation.signatureCount == 0)
    }

    @Test func remarksOnAManifestThatNamesNoImage() throws {
        var image = try AttestedImage()
        try image.addBuildKit(
            [(AttestationTests.early, image.statement(AttestationTests.early, AttestationTests.provenance))],
            reference: "none")
        let found = try image.read()
        #expect(found.attestations.isEmpty)
        #expect(found.diagnostics.first?.message.contains("does not say which image") == true)
    }

    /// cosign's signature is listed, and what it says it signed is compared.
    @Test func listsSignatures() throws {
        for isOwn in [true, false] {
            var image = try AttestedImage()
            let payload = try ImageBuilder.json([
                "critical": [
                    "identity": ["docker-reference": "registry.example/app"],
                    "image": [
                        "docker-manifest-digest": isOwn
                            ? image.digest.description : "sha256:" + String(repeating: "0", count: 64)
                    ],
                    "type": "cosign container image signature",
                ]
            ])
            try image.addArtifact(
                payload, type: "application/vnd.dev.cosign.simplesigning.v1+json",
                tag: "sha256-\(image.digest.hex).sig",
                annotations: ["dev.cosignproject.cosign/signature": "MEUC"])
            let found = try image.read()
            let signature = try #require(found.attestations.first)
            #expect(signature.isSignature && signature.signatureCount == 1 && signature.matchesImage == isOwn)
            #expect(signature.subjects.map(\.name) == ["registry.example/app"] && found.diagnostics.isEmpty)
        }
    }

    /// A statement is more than some JSON.
    @Test(arguments: ["[]", "{}", #"{"_type":"x"}"#, #"{"_type":"x","predicateType":"p","subject":{}}"#])
    func validatesTheMembersOfAStatement(_ text: String) async throws {
        var image = try AttestedImage()
        try image.addBuildKit([(AttestationTests.early, Array(text.utf8))])
        let folder = try TemporaryFolder()
        let archive = try ImageArchive(path: folder.write(image.archive, to: "a.tar"))
        #expect(try await !ImageValidator().validate(archive).isValid)
    }

    /// What refers to an image says its size too.
    @Test func validatesTheSizeOfASubject() async throws {
        for size in [nil, 1] {
            var image = try AttestedImage()
            try image.addArtifact(
                ImageBuilder.json(["bomFormat": "CycloneDX"]), type: "application/vnd.cyclonedx+json", subjectSize: size
            )
            let folder = try TemporaryFolder()
            let archive = try ImageArchive(path: folder.write(image.archive, to: "a.tar"))
            let validation = try await ImageValidator().validate(archive)
            #expect(validation.isValid == (size == nil))
        }
    }

    @Test func readsStatementsOfANestedIndex() throws {
        var image = try AttestedImage()
        try image.addBuildKit(
            [(AttestationTests.early, image.statement(AttestationTests.early, AttestationTests.provenance))])
        try image.nest()
        try image.nest()
        let found = try image.read()
        #expect(found.diagnostics.isEmpty)
        #expect(found.attestations.map(\.matchesImage) == [true])
    }

    @Test(
        arguments: [
            (["workflow": ["repository": "https://example.org/r"]], "https://example.org/r", nil),
            (["configSource": ["uri": "u", "digest": ["gitCommit": "c"]]], "u", "c"),
            (["configSource": ["uri": "u", "digest": ["sha256": "s"]]], "u", "s"), ([:], nil, nil),
        ] as [([String: [String: any Sendable]], String?, String?)])
    func readsWhereABuildCameFrom(
        _ parameters: [String: [String: any Sendable]], _ source: String?, _ revision: String?
    ) throws {
        let type = "https://slsa.dev/provenance/v1"
        var image = try AttestedImage()
        try image.addBuildKit([
            (type, image.statement(type, ["buildDefinition": ["externalParameters": parameters]]))
        ])
        let provenance = try #require(image.read().attestations.first?.provenance)
        #expect(provenance.source == source && provenance.revision == revision)
        #expect(provenance.builder == nil && provenance.materials.isEmpty)
    }
}
