package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"iter"
	"os"
	"path/filepath"

	"broadsheet/internal/news"
)

// auditFile holds the audit trail, a line each, with the hashes that chain them.
const auditFile = "audit.jsonl"

// auditRow writes a line of the audit trail.
func (x *exporter) auditRow(r news.AuditRow) error {
	line, err := encode(r, "")
	if err != nil {
		return err
	}
	_, err = x.audit.Write(line)
	if x.audit.Len() > 1<<16 {
		err = errors.Join(err, x.flushAudit())
	}
	return err
}

func (x *exporter) flushAudit() error {
	if x.audited == nil {
		f, err := os.OpenFile(filepath.Join(x.dir, auditFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return unwritable(filepath.Join(x.dir, auditFile), err)
		}
		x.audited, x.auditSum = f, sha256.New()
	}
	_, _ = x.auditSum.Write(x.audit.Bytes()) // never fails
	_, err := x.audit.WriteTo(x.audited)
	return err
}

func (x *exporter) finishAudit() error {
	err := x.flushAudit()
	if x.audited == nil {
		return err
	}
	x.sums[auditFile] = hex.EncodeToString(x.auditSum.Sum(nil))
	return errors.Join(err, x.audited.Sync(), x.audited.Close())
}

// audit reads the audit trail, and wants its chain to be whole. Older exports have none.
func (x *exported) audit() iter.Seq2[news.AuditRow, error] {
	return func(yield func(news.AuditRow, error) bool) {
		if x.sums[auditFile] == "" {
			return
		}
		f, err := os.Open(filepath.Join(x.dir, auditFile))
		if err != nil {
			yield(news.AuditRow{}, x.broken(auditFile, "the file cannot be read (%v)", plainReason(err)))
			return
		}
		defer f.Close()
		var last news.AuditRow
		for d := json.NewDecoder(f); d.More(); {
			var r news.AuditRow
			switch err := d.Decode(&r); {
			case err != nil:
				yield(r, x.broken(auditFile, "line %d: %v", last.N+1, err))
				return
			case r.N != last.N+1 || r.Hash != news.AuditHash(last.Hash, r):
				yield(r, x.broken(auditFile, "line %d is not as it was written, or a line before it is missing", last.N+1))
				return
			}
			if last = r; !yield(r, nil) {
				return
			}
		}
	}
}
