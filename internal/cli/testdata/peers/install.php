<?php
// Makes a WordPress anew, empty: php install.php FOLDER SOCKET
mysqli_report( MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT );
for ( $tries = 0; ! isset( $db ); $tries++ ) { // until the database is up
	try {
		$db = new mysqli( 'localhost', 'root', '', '', 0, $argv[2] );
	} catch ( mysqli_sql_exception $e ) {
		if ( $tries === 600 ) {
			throw $e;
		}
		usleep( 100000 );
	}
}
$db->query( 'DROP DATABASE IF EXISTS wordpress' );
$db->query( 'CREATE DATABASE wordpress CHARACTER SET utf8mb4' );

define( 'WP_INSTALLING', true );
function wp_new_blog_notification() {} // no letter to the owner
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install( 'The Bench', 'bench', 'bench@example.org', true, '', 'a long password of the bench' );
$wp_rewrite->set_permalink_structure( '/%postname%/' );
$wp_rewrite->flush_rules();
foreach ( get_posts( array( 'post_type' => 'any', 'numberposts' => -1 ) ) as $post ) { // the samples
	wp_delete_post( $post->ID, true );
}
