import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// The rules by which fields of documents are filled.
@Suite struct BillFieldTests {
    @Test(
        arguments: [
            ("Santiago Vila <sanvila@debian.org>", "Santiago Vila", "sanvila@debian.org", Party.Kind.person),
            (
                "Debian GCC Maintainers <debian-gcc@lists.debian.org>", "Debian GCC Maintainers",
                "debian-gcc@lists.debian.org", .organization
            ),
            ("jane@example.org", "jane@example.org", "jane@example.org", .person),
            ("\"Doe, Jane\" <jane@example.org>, Other <o@example.org>", "Doe, Jane", "jane@example.org", .person),
            ("A (B) <not mail>", "A B", nil, .person), ("Jane, Joe", "Jane", nil, .person),
            ("a\u{1B}[31m\nb <x@y@z>", "a [31m b", nil, .person),
            ("<x@example.org>", "x@example.org", "x@example.org", .person),
            ("The Thing Authors", "The Thing Authors", nil, .organization),
        ] as [(String, String, String?, Party.Kind)])
    func readsWhoItIs(_ text: String, _ name: String, _ email: String?, _ kind: Party.Kind) throws {
        let party = try #require(Party(text))
        #expect(party.name == name)
        #expect(party.email == email)
        #expect(party.kind == kind)
    }

    @Test(arguments: ["", " ", "()", "\u{1B}", "<>", "\"\" <>"])
    func findsNobody(_ text: String) { #expect(Party(text) == nil) }

    @Test(arguments: [
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("2026-01-01T01:30:00.123456789+01:30", "2026-01-01T00:00:00Z"),
        ("1969-12-31T23:59:59-00:01", "1970-01-01T00:00:59Z"), ("2024-02-29T12:00:00z", "2024-02-29T12:00:00Z"),
    ])
    func readsTimes(_ text: String, _ time: String) throws {
        #expect(try BillTime.text(#require(BillTime.seconds(text))) == time)
    }

    @Test(arguments: [
        "", "2026-01-01", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
        "2026-01-01T00:00:00.Z", "x",
    ])
    func refusesWhatIsNoTime(_ text: String) { #expect(BillTime.seconds(text) == nil) }

    @Test func writesTimesOfFourDigits() {
        #expect(BillTime.text(0) == "1970-01-01T00:00:00Z")
        #expect(BillTime.text(.max) == "9999-12-31T23:59:59Z")
        #expect(BillTime.text(.min) == "1970-01-01T00:00:00Z")
    }

    @Test(
        arguments: [
            ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
            ("http://user:pw@example.org/", "http://example.org/"),
            ("https://example.org:8080/", "https://example.org:8080/"), ("javascript:alert(1)", nil), ("https://", nil),
            ("https://exa mple.org", nil), ("https://example.org/<b>", nil), ("https://example.org/%zz", nil),
            ("https://localhost/", nil), ("https://-a.org", nil), ("https://a..org", nil), ("https://a.org/#a#b", nil),
            ("https://a.org:99999/", nil),
        ] as [(String, String?)])
    func keepsOnlyAddresses(_ text: String, _ address: String?) { #expect(WebAddress.checked(text) == address) }

    @Test(
        arguments: [
            ("git+https://example.org/a.git", "abc", "git+https://example.org/a.git@abc"),
            ("git+ssh://git@github.com/a/b.git", "abc", "git+ssh://git@github.com/a/b.git@abc"),
            ("https://example.org/a.zip", nil, "https://example.org/a.zip"), ("file:///src", nil, nil),
            ("git+https://x y/", "abc", nil), ("git+https://example.org/a", "b c", "git+https://example.org/a"),
        ] as [(String, String?, String?)])
    func locatesDownloads(_ url: String, _ revision: String?, _ location: String?) {
        #expect(WebAddress.downloadLocation(.init(url: url, revision: revision)) == location)
    }

    @Test(
        arguments: [
            ("git+https://github.com/psf/requests.git", "github.com/psf"), ("https://example.org/a.zip", "example.org"),
            ("git+ssh://git@example.org/a/b", "example.org/a"), ("file:///src", nil), ("https://<b>/a", nil), ("", nil),
        ] as [(String, String?)])
    func findsTheAccountOfAnAddress(_ address: String, _ account: String?) {
        #expect(WebAddress.account(of: address) == account)
    }

    @Test(arguments: [
        ("MIT", "MIT"), ("OPL-1.0+", "OPL-1.0 OR LicenseRef-later-versions-of-OPL-1.0"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("MIT AND OPL-1.0+", "MIT AND (OPL-1.0 OR LicenseRef-later-versions-of-OPL-1.0)"),
    ])
    func writesLaterVersionsAsAValidatorTakesThem(_ text: String, _ written: String) throws {
        #expect(try SPDXExpression.text(#require(LicenseExpression(text))) == written)
    }

    @Test(
        arguments: [
            ("deb", "libssl3", "openssl", "3.0.17-1~deb12u2", "https://www.openssl.org/", "openssl:openssl:3.0.17"),
            ("deb", "python3.11-minimal", "python3.11", "3.11.2-6+deb12u9", nil, "python:python:3.11.2"),
            ("deb", "gcc-12", "gcc-12", "12.2.0-14+deb12u1", "http://gcc.gnu.org/", "gnu:gcc:12.2.0"),
            ("deb", "libx", "x", "1:2.0+dfsg-1", nil, "x:x:2.0"),
            ("pypi", "Jinja2", nil, "3.1.6", nil, "jinja2:jinja2:3.1.6"),
            ("pypi", "requests", nil, "2.0+local", "https://github.com/psf/requests", #"psf:requests:2.0\+local"#),
        ] as [(String, String, String?, String, String?, String)])
    func namesCandidatesOfPlatforms(
        _ kind: String, _ name: String, _ source: String?, _ version: String, _ page: String?, _ first: String
    ) {
        let names = PlatformName.candidates(kind: kind, name: name, source: source, version: version, homepage: page)
        #expect(names.first == "cpe:2.3:a:\(first):*:*:*:*:*:*:*")
        #expect(Set(names).count == names.count)
        #expect(names.count <= PlatformName.limit)
    }

    @Test(arguments: ["", "1\u{1B}", "ü", "-"])
    func namesNoPlatformByAVersionThatCanNotBePartOfOne(_ version: String) {
        #expect(PlatformName.candidates(kind: "pypi", name: "a", source: nil, version: version, homepage: nil).isEmpty)
    }

    @Test(
        arguments: [
            ("docker.io/library/debian:12", "docker.io", "library", "debian", "12"),
            ("demo:full", nil, nil, "demo", "full"),
            ("localhost/app:1", nil, nil, "app", "1"),
            ("localhost:5000/a/b/C@sha256:00", "localhost:5000", "a/b", "c", nil),
            ("ghcr.io/owner/app", "ghcr.io", "owner", "app", nil), ("team/app:v1", nil, "team", "app", "v1"),
        ] as [(String, String?, String?, String, String?)])
    func splitsReferences(_ text: String, _ registry: String?, _ namespace: String?, _ name: String, _ tag: String?)
        throws
    {
        let parts = try #require(ReferenceParts(text))
        #expect(parts.registry == registry)
        #expect(parts.namespace == namespace)
        #expect(parts.name == name)
        #expect(parts.tag == tag)
    }
}
