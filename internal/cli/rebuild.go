package cli

import "errors"

type rebuildCommand struct {
	X string `arg:"" optional:"" toml:"-"`
}

// Run runs the command.
func (c *rebuildCommand) Run(d *desktop) error { return errors.New("not yet") }
