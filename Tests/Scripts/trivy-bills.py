#!/usr/bin/env python3
"""trivy-bills.py TRIVY IMAGESCAN SHARED: Trivy has to find the same in our bills as in the image itself.

TRIVY is the program, SHARED has images/layout and, in advisories, a database that Trivy reads. Prints a line for each image
and format and `Test run with N tests`; exit status 1 where findings differ.
"""
import gzip, json, pathlib, shutil, subprocess, sys, tempfile

FORMATS = ("cyclonedx-json", "spdx-json")


def findings(trivy, cache, *what):
    fixed = ("--skip-db-update", "--skip-java-db-update", "--offline-scan", "--quiet", "--format", "json", "--scanners", "vuln")
    done = subprocess.run([trivy, what[0], "--cache-dir", cache, *fixed, *what[1:]], capture_output=True, text=True, check=True)
    return {
        (found["VulnerabilityID"], found["PkgName"], found["InstalledVersion"], found.get("FixedVersion", ""))
        for result in json.loads(done.stdout).get("Results") or []
        for found in result.get("Vulnerabilities") or []
    }


def main():
    trivy, program, shared = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    data = next(shared.glob("advisories/*/anchor-trivy"), None)
    if data is None:
        sys.exit("%s has no database for Trivy" % shared)
    failed = ran = 0
    with tempfile.TemporaryDirectory() as work:
        database = pathlib.Path(work, "cache", "db")
        database.mkdir(parents=True)
        with gzip.open(data / "trivy.db.gz") as packed, open(database / "trivy.db", "wb") as plain:
            shutil.copyfileobj(packed, plain)
        shutil.copy(data / "metadata.json", database)
        for table in sorted(data.glob("*.findings.tsv")):
            name = table.name.removesuffix(".findings.tsv")
            image = "%s/%s" % (work, name)
            copy = ["skopeo", "--insecure-policy", "copy", "--quiet"]
            subprocess.run([*copy, "oci:%s/images/layout:%s" % (shared, name), "oci:%s:1" % image], check=True)
            expected = findings(trivy, database.parent, "image", "--input", image)
            for form in FORMATS:
                ran += 1
                bill = "%s/bill.json" % work
                subprocess.run([program, "sbom", image, "--quiet", "--output", "%s=%s" % (form, bill)], check=True)
                found = findings(trivy, database.parent, "sbom", bill)
                is_equal = found == expected
                failed += not is_equal
                print('Test "%s, %s: %d findings" %s after 0 seconds.' % (name, form, len(expected), "passed" if is_equal else "failed"))
                for title, rows in (("missing", expected - found), ("only in the bill", found - expected)):
                    for row in sorted(rows)[:5]:
                        print("  %s: %s" % (title, " ".join(row)))
    print("Test run with %d tests in 1 suite ended, %d failed." % (ran, failed))
    sys.exit(1 if failed or not ran else 0)


if __name__ == "__main__":
    main()
