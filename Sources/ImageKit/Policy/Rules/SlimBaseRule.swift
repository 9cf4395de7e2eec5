import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image is built on a slim base.
struct SlimBaseRule: Rule {
    static let documentation = RuleDocumentation(
        id: "slim-base",
        title: "Built on a slim base image",
        reason:
            "A slim base leaves out documentation, compilers and a few hundred packages that an application does not need.",
        method: """
            Two traces that Debian's slim images leave, and Python's with them: /etc/dpkg/dpkg.cfg.d tells dpkg to leave \
            out documentation and manual pages (path-exclude), and no compiler (gcc, g++, cpp, make, libc6-dev, dpkg-dev) comes \
            from the base's layers. How many documents there are stands beside it. Where the base's layers are not known, \
            the lowest layer stands for them.
            """,
        limits: """
            For images of Debian and Ubuntu only; other distributions have no data, as have images without dpkg. A full \
            image whose dpkg was set up in the same way passes as slim.
            """,
        remedy: "FROM python:3.11-slim-bookworm instead of python:3.11-bookworm; install what is missing by name.",
        references: ["debuerreotype: slim variants"])

    init(_ parameters: RuleParameters) throws {}

    func captureMode(for path: BytePath) -> CaptureMode? { SlimTraces.captureMode(for: path) }

    func judge(_ input: RuleInput) -> Judgement {
        let id = input.analysis.inventory.distribution?.id
        guard id == "debian" || id == "ubuntu" else {
            return .noData("only Debian's and Ubuntu's images are known; this is \(id ?? "without os-release")")
        }
        guard input.analysis.inventory.hasSystemPackages else {
            return .noData("the image has no packages of dpkg")
        }
        let traces = SlimTraces(input)
        let documents = Evidence(
            .file, "/usr/share/doc, /usr/share/man", Plural.text(traces.documents, "file") + " without copyright files")
        let evidence = [traces.evidence, documents] + traces.compilers.map { Evidence.package($0, "from the base") }
        guard traces.hasExclusions else {
            return .fail("a full base: dpkg leaves no documentation out, \(traces.documents) documents", evidence)
        }
        return traces.compilers.isEmpty
            ? .pass("a slim base: dpkg leaves documentation out, no compiler comes from the base", evidence)
            : .fail("the base brings compilers: \(traces.compilers.map(\.name).joined(separator: ", "))", evidence)
    }
}
