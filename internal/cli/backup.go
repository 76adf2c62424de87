package cli

import "errors"

type backupCommand struct {
	X string `arg:"" optional:"" toml:"-"`
}

// Run runs the command.
func (c *backupCommand) Run(d *desktop) error { return errors.New("not yet") }
