package cli

import (
	"context"
	"encoding/json"
	"os"
	"time"

	"broadsheet/internal/desk"
	"broadsheet/internal/jobs"
	"broadsheet/internal/media"
	"broadsheet/internal/news"
	"broadsheet/internal/store"
)

// files opens the place where pictures are kept: the bucket that the settings name, or the data folder.
func (d *desktop) files() (media.Files, error) {
	c := d.config.Pictures
	if c.S3Bucket == "" {
		return media.Folder(d.folder().path(mediaFolder)), nil
	}
	return media.OpenBucket(d.ctx, media.BucketOptions{Endpoint: c.S3Endpoint, Bucket: c.S3Bucket, Region: c.S3Region, Key: c.S3Key, Secret: c.S3Secret,
		PlainHTTP: c.S3PlainHTTP, Folder: c.S3Folder})
}

// intake makes what takes pictures in.
func (d *desktop) intake() (*media.Intake, error) {
	f, err := d.files()
	if err != nil {
		return nil, err
	}
	c := d.config.Pictures
	in := media.NewIntake(f, media.Limits{Bytes: c.MaxPicture.Bytes, Pixels: c.MaxPixels}, c.FetchPrivate)
	if d.program != "" {
		in.Apart(d.program, "encode-avif")
	}
	return in, nil
}

// encodeCommand is what the server runs itself as to encode AVIF; media.Intake.Apart says why.
type encodeCommand struct{}

// Run runs the command.
func (encodeCommand) Run(d *desktop) error {
	d.makeWay(19)
	return media.EncodeAVIF(os.Stdin, d.stdout)
}

// completePictures makes the renditions that publishing didn't wait for.
func completePictures(s *store.Store, dk *desk.Desk, in *media.Intake) jobs.Kind {
	return jobs.Kind{Name: desk.CompletePicture, Timeout: time.Hour, Work: func(ctx context.Context, j news.Job) error {
		var args desk.PictureJob
		if err := json.Unmarshal(j.Args, &args); err != nil {
			return news.Invalid("picture", "the job cannot be read: %v", err)
		}
		p, err := s.Picture(ctx, j.Paper, args.Picture)
		if err != nil {
			return err
		}
		made, err := in.Complete(ctx, p, args.Late)
		if err != nil {
			return err
		}
		_, err = dk.Do(ctx, j.Paper, news.Program, func(w *desk.Work) error {
			if err := w.AddRenditions(p.ID, p.Original.Hash, made.Renditions); err != nil || args.Late {
				return err
			}
			return w.CompleteLate(p.ID)
		})
		return err
	}}
}
