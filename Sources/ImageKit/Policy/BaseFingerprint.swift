import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Tells by its traces whether an image can be made of a base with a name such as `python:3.11-slim-bookworm`.
///
/// Names of Debian's, Ubuntu's and Python's official images are understood; each part of the tag has to be found.
struct BaseFingerprint {
    /// What came of it.
    enum Outcome: Equatable {
        /// Every part of the name was found.
        case fits
        /// A part was found to be otherwise.
        case contradicts(String)
        /// A part leaves no traces that are known.
        case unknown
    }

    let outcome: Outcome
    let evidence: [Evidence]

    init(_ name: String, _ input: RuleInput) {
        // A glob for any registry asks for the same kind of image.
        let short = BaseEvidence.shortName(name.hasPrefix("*/") ? String(name.dropFirst(2)) : name)
        let parts = short.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, ["debian", "ubuntu", "python"].contains(parts[0]) else {
            (outcome, evidence) = (.unknown, [])
            return
        }
        var evidence: [Evidence] = []
        var outcome = Outcome.fits
        func compare(_ part: String, _ found: String?, _ isRight: Bool, _ field: Evidence) {
            if !evidence.contains(field) { evidence.append(field) }
            if !isRight, outcome == .fits { outcome = .contradicts("\(part) is \(found ?? "not found")") }
        }

        let distribution = input.analysis.inventory.distribution
        let release = Evidence(.file, "/etc/os-release", distribution?.displayName ?? "missing")
        if parts[0] != "python" {
            compare("the distribution", distribution?.id, distribution?.id == String(parts[0]), release)
        }
        for tag in parts[1].split(separator: "-") {
            if tag == "slim" {
                let slim = SlimTraces(input)
                compare("slim", "a full image", slim.hasExclusions, slim.evidence)
            } else if tag.first?.isNumber == true, parts[0] == "python" {
                let version = DisplayText.decoded(input.analysis.image.configuration.variable("PYTHON_VERSION"))
                compare(
                    "PYTHON_VERSION", version.isEmpty ? nil : version, version == tag || version.hasPrefix(tag + "."),
                    .field("Env.PYTHON_VERSION", version.isEmpty ? nil : version))
            } else if tag.first?.isNumber == true {
                let found = distribution?.versionID
                compare("the release", found, found == String(tag) || tag.hasPrefix((found ?? "?") + "."), release)
            } else if BaseFingerprint.codenames.contains(tag) {
                compare("the release", distribution?.codename, distribution?.codename == String(tag), release)
            } else if outcome == .fits {
                outcome = .unknown
            }
        }
        (self.outcome, self.evidence) = (outcome, evidence)
    }

    private static let codenames: Set<Substring> = [
        "buster", "bullseye", "bookworm", "trixie", "forky", "sid", "bionic", "focal", "jammy", "noble",
    ]
}
