import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Rules that look for one kind of command in the image's own instructions.
struct InstructionRulesTests {
    @Test(arguments: [
        ("copy-not-add", "ADD app.py /app/ # buildkit", true),
        ("copy-not-add", "/bin/sh -c #(nop) ADD file:1f2e in /app/", true),
        ("copy-not-add", "ADD https://example.com/x /x # buildkit", true),
        ("copy-not-add", "COPY app.py /app/ # buildkit", false),
        ("no-sudo", "RUN /bin/sh -c sudo make install # buildkit", true),
        ("no-sudo", "/bin/sh -c cd /x && sudo -u app ls", true),
        ("no-sudo", "RUN /bin/sh -c apt-get install -y sudo # buildkit", false),
        ("no-sudo", "RUN /bin/sh -c sudoku # buildkit", false),
        ("no-sudo", "sudo make install", true), ("no-sudo", "RUN [\"sudo\", \"make\"]", true),
        ("no-dist-upgrade", "RUN /bin/sh -c apt-get update && apt-get -y dist-upgrade # buildkit", true),
        ("no-dist-upgrade", "/bin/sh -c apt full-upgrade -y", true),
        ("no-dist-upgrade", "/bin/sh -c apt-get upgrade -y", false),
        ("no-dist-upgrade", "/bin/sh -c echo apt-get dist-upgrade", false),
        ("apk-no-cache", "RUN /bin/sh -c apk add curl # buildkit", true),
        ("apk-no-cache", "/bin/sh -c apk add --no-cache curl", false),
        ("apk-no-cache", "/bin/sh -c apk --no-cache --virtual .x add curl", false),
        ("apk-no-cache", "/bin/sh -c apk -X http://m add curl", true),
        ("apk-no-cache", "/bin/sh -c apk add curl && rm -rf /var/cache/apk/*", false),
        ("apk-no-cache", "/bin/sh -c apk add curl && rm -rf /var/cache", false),
        ("apk-no-cache", "/bin/sh -c rm -rf /var/cache/apk/* && apk add curl", true),
        ("apk-no-cache", "/bin/sh -c apk add --no-cache=false curl", true),
        ("apk-no-cache", "/bin/sh -c apk del curl", false),
    ])
    func `decides on an instruction`(_ rule: String, _ step: String, _ fails: Bool) async throws {
        let judgement = try await TestPolicy.steps([step]).judge(rule)
        #expect((judgement.verdict == .fail) == fails, "\(judgement.message)")
        let inBase = TestPolicy.steps(["COPY . /app"], base: ["ADD rootfs.tar.xz / # buildkit", step])
        #expect(try await inBase.judge(rule).verdict == .pass)
    }

    @Test(arguments: ["copy-not-add", "no-sudo", "no-dist-upgrade", "apk-no-cache"])
    func `has no data without a history`(_ rule: String) async throws {
        #expect(try await TestPolicy.files { $0.add("a", "b") }.judge(rule).verdict == .noData)
    }

    @Test func `tells archives, addresses and files apart`() async throws {
        let image = TestPolicy.steps([
            "ADD a.tar.gz /opt/ # buildkit", "ADD https://example.com/x /x # buildkit",
            "ADD --checksum=sha256:00 https://example.com/y /y # buildkit", "ADD conf /conf # buildkit",
        ])
        #expect(
            try await image.judge("copy-not-add").evidence.map(\.detail) == [
                "unpacks an archive", "fetches a URL without a checksum", "fetches a URL, with a checksum",
                "copies files",
            ])
        let rest = try await image.judge("copy-not-add", "allow: [archive, checked]")
        #expect(rest.evidence.map(\.detail) == ["fetches a URL without a checksum", "copies files"])
    }

    @Test func `leaves the first file system of an image without a base alone`() async throws {
        var image = TestPolicy()
        image.layers = [TarBuilder()]
        image.history = [("/bin/sh -c #(nop) ADD file:1f2e3d in / ", true), ("CMD [\"bash\"]", false)]
        #expect(try await image.judge("copy-not-add").verdict == .pass)
    }

    @Test func `leaves no archive alone that is unpacked over a base made by a tool`() async throws {
        var image = TestPolicy.steps(
            ["ADD app.tar.gz / # buildkit"], base: ["# debian.sh --arch 'amd64' out/ 'bookworm'"])
        #expect(try await image.judge("copy-not-add").verdict == .fail)
        // Without layers that fit the history too.
        image.layers.removeLast()
        #expect(try await image.judge("copy-not-add").verdict == .fail)
    }

    @Test(arguments: ["no-sudo", "no-lone-update"])
    func `notes that steps guessed to be the base's would offend`(_ rule: String) async throws {
        var image = TestPolicy.steps(["COPY x /y"], base: ["# debian.sh", "RUN sudo apt-get update"])
        let judgement = try await image.judge(rule)
        #expect(judgement.verdict == .pass)
        #expect(
            judgement.message.contains("1 of the 3 steps taken for the base's would offend"), "\(judgement.message)")
        image.history[1].0 = "RUN make"
        #expect(try await !image.judge(rule).message.contains("base's"))
    }

    @Test(arguments: ["copy-not-add", "no-sudo", "no-lone-update", "verified-packages"])
    func `has no data where the history says nothing`(_ rule: String) async throws {
        #expect(try await TestPolicy.steps([""]).judge(rule).verdict == .noData)
    }

    @Test func `keeps a hostile instruction as evidence only`() async throws {
        let step = "RUN /bin/sh -c sudo \u{1B}[31m \u{202E}x; \"unclosed 'quote # buildkit"
        let judgement = try await TestPolicy.steps([step]).judge("no-sudo")
        #expect(judgement.verdict == .fail)
        let subject = try #require(judgement.evidence.first?.subject)
        #expect(!DisplayText.escaped(subject).unicodeScalars.contains("\u{1B}"))
    }
}
